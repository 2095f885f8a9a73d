using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>
/// Everything the clinic stores. One subclass per provider holds that provider's quirks and nothing else; changes go through
/// <see cref="ClinicWrites"/>, which makes one transaction of one command.
/// </summary>
public abstract class ClinicDb(DbContextOptions options)
    : IdentityDbContext<ClinicUser, IdentityRole<Guid>, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<DiaryResource> Resources => Set<DiaryResource>();

    public DbSet<Practitioner> Practitioners => Set<Practitioner>();

    public DbSet<Room> Rooms => Set<Room>();

    public DbSet<Service> Services => Set<Service>();

    public DbSet<WeeklyHours> WeeklyHours => Set<WeeklyHours>();

    public DbSet<DatedHoursRow> DatedHours => Set<DatedHoursRow>();

    public DbSet<TimeOff> TimeOff => Set<TimeOff>();

    public DbSet<ClinicClosure> Closures => Set<ClinicClosure>();

    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<ClaimedCell> ClaimedCells => Set<ClaimedCell>();

    public DbSet<SlotHold> SlotHolds => Set<SlotHold>();

    public DbSet<AppointmentLink> AppointmentLinks => Set<AppointmentLink>();

    public DbSet<Reminder> Reminders => Set<Reminder>();

    public DbSet<TimeOffer> TimeOffers => Set<TimeOffer>();

    public DbSet<OfferedTime> OfferedTimes => Set<OfferedTime>();

    public DbSet<WaitingEntry> WaitingList => Set<WaitingEntry>();

    public DbSet<WaitingLink> WaitingLinks => Set<WaitingLink>();

    public DbSet<Client> Clients => Set<Client>();

    public DbSet<ClientTerm> ClientTerms => Set<ClientTerm>();

    public DbSet<ClientContactBefore> ClientContactsBefore => Set<ClientContactBefore>();

    public DbSet<ClientAlert> ClientAlerts => Set<ClientAlert>();

    public DbSet<ClientNote> ClientNotes => Set<ClientNote>();

    public DbSet<ClientMerge> ClientMerges => Set<ClientMerge>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    public DbSet<RateCounter> RateCounters => Set<RateCounter>();

    public DbSet<Stamp> Stamps => Set<Stamp>();

    public DbSet<Figure> Figures => Set<Figure>();

    public DbSet<FigureChange> FigureChanges => Set<FigureChange>();

    public DbSet<CalendarFeedLink> CalendarFeedLinks => Set<CalendarFeedLink>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Waits for the right to write, where the provider has one writer at a time. Disposing gives it up.</summary>
    public virtual ValueTask<IDisposable> EnterWriteAsync(CancellationToken cancellationToken) => new(NoGate.Instance);

    /// <summary>Whether one writer's whole unit follows the other's, so that nobody changes between its reading and its commit what it has read.</summary>
    public virtual bool WritersTakeTurns => false;

    /// <summary>Whether a writer would have to wait for its turn now, as far as can be told; where writers do not queue, always.</summary>
    public virtual bool IsSomebodyWriting => true;

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        ClientIndexing.Follow(this);
        if (RaiseVersions())
        {
            RaiseRules(Stamps.Find(Stamp.Rules));
        }

        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        ClientIndexing.Follow(this);
        if (RaiseVersions())
        {
            RaiseRules(await Stamps.FindAsync([Stamp.Rules], cancellationToken));
        }

        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Instant>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<LocalDate>().HaveConversion<LocalDateConverter>();
        configurationBuilder.Properties<LocalTime>().HaveConversion<LocalTimeConverter>();
        configurationBuilder.Properties<SealedText>().HaveConversion<SealedTextConverter>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ClinicDb).Assembly);
        foreach (var root in builder.Model.GetEntityTypes().Where(t => typeof(IVersioned).IsAssignableFrom(t.ClrType) && t.BaseType is null))
        {
            root.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
        }
    }

    /// <returns>Whether anything is to be saved that was laid down about the diary: a rule, or who offers what and where.</returns>
    private bool RaiseVersions()
    {
        var rules = false;
        List<FigureChange>? counted = null;
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.Entity is Appointment)
            {
                (counted ??= []).AddRange(FigureChanging.Of(entry));
            }

            if (entry.State is EntityState.Modified or EntityState.Added && entry.Entity is IVersioned root)
            {
                root.Version++;
            }

            rules |= entry.State is not (EntityState.Unchanged or EntityState.Detached) && entry.Entity is IDiaryRule or Dictionary<string, object>;
        }

        if (counted is { Count: > 0 })
        {
            FigureChanges.AddRange(counted);
        }

        return rules;
    }

    /// <summary>Another number, not the next one: of two who change rules at once neither then finds the other's number.</summary>
    private void RaiseRules(Stamp? stamp)
    {
        var number = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));
        if (stamp is null)
        {
            Stamps.Add(new() { Name = Stamp.Rules, Number = number });
        }
        else
        {
            stamp.Number = number;
        }
    }

    private sealed class NoGate : IDisposable
    {
        public static readonly NoGate Instance = new();

        public void Dispose()
        {
        }
    }

    internal sealed class InstantConverter() : ValueConverter<Instant, DateTime>(
        i => i.ToDateTimeUtc(),
        d => Instant.FromDateTimeUtc(DateTime.SpecifyKind(d, DateTimeKind.Utc)));

    internal sealed class LocalDateConverter() : ValueConverter<LocalDate, DateOnly>(d => d.ToDateOnly(), d => LocalDate.FromDateOnly(d));

    internal sealed class LocalTimeConverter() : ValueConverter<LocalTime, TimeOnly>(t => t.ToTimeOnly(), t => LocalTime.FromTimeOnly(t));

    /// <summary>The compiled model writes down what an unset property holds, and so has to be able to convert it.</summary>
    internal sealed class SealedTextConverter() : ValueConverter<SealedText, string>(s => s.Ciphertext ?? string.Empty, s => new SealedText(s));
}
