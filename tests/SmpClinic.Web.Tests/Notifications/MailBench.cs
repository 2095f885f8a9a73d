using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using NodaTime;
using NodaTime.Extensions;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

/// <summary>
/// Mail on a bench: the real services over a real, migrated SQLite file, a clock the test moves, and a transport it scripts.
/// One service, one practitioner and one room are there; appointments are made as needed.
/// </summary>
public sealed class MailBench : IAsyncDisposable
{
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 2, 9, 0);

    private readonly string _folder;
    private readonly ServiceProvider _services;
    private int _made;

    private MailBench(string folder, ServiceProvider services) => (_folder, _services) = (folder, services);

    public FakeTimeProvider Time => (FakeTimeProvider)_services.GetRequiredService<TimeProvider>();

    public Instant Now => Time.GetUtcNow().ToInstant();

    public ScriptedTransport Transport => _services.GetRequiredService<ScriptedTransport>();

    public NotificationService Notifications => _services.GetRequiredService<NotificationService>();

    public ClinicWrites Writes => _services.GetRequiredService<ClinicWrites>();

    public CollectedLog Log => _services.GetRequiredService<CollectedLog>();

    /// <summary>The bench's database, for a context of a test's own.</summary>
    public string ConnectionString => $"Data Source={Path.Combine(_folder, "clinic.db")}";

    public string PickupFolder => Path.Combine(_folder, "mail");

    public static async Task<MailBench> MakeAsync(
        Dictionary<string, string?>? settings = null, bool realTransport = false, IEnumerable<IInterceptor>? interceptors = null)
    {
        var folder = Directory.CreateTempSubdirectory("mailbench").FullName;
        var connection = $"Data Source={Path.Combine(folder, "clinic.db")}";
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mail:From"] = "Stipple <post@clinic.example>",
            ["Mail:Transport"] = "PickupFolder",
            ["Mail:PickupFolder"] = "mail",
        };
        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        var services = new ServiceCollection();
        var log = new CollectedLog();
        services.AddSingleton(log);
        services.AddLogging(l => l.AddProvider(log).SetMinimumLevel(LogLevel.Information));
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        var time = new FakeTimeProvider(Start.ToDateTimeOffset());
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<IClock>(new ClockOf(time));
        services.AddSingleton<Sealer>();
        services.AddMetrics();
        services.AddSingleton<ClinicMetrics>();
        services.AddSingleton(new ClinicTime(DateTimeZoneProviders.Tzdb["Europe/London"]));
        services.Configure<ClinicDetails>(c => c.NoticesTo = "desk@clinic.example");
        services.Configure<SiteSettings>(s => s.BaseUrl = "https://clinic.example");
        services.AddClinicDatabase(DatabaseProvider.Sqlite, connection, null, null);
        services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(interceptors ?? []));
        services.AddNotifications(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), new BareEnvironment(folder));
        services.AddSingleton<ScriptedTransport>();
        if (!realTransport)
        {
            services.Replace(ServiceDescriptor.Singleton<IMailTransport>(sp => sp.GetRequiredService<ScriptedTransport>()));
        }

        File.Copy(await Template.Value, Path.Combine(folder, "clinic.db"));
        return new MailBench(folder, services.BuildServiceProvider(validateScopes: true));
    }

    /// <summary>Migrating takes most of a second; copying a file takes none.</summary>
    private static readonly Lazy<Task<string>> Template = new(async () =>
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mailbench-template").FullName, "clinic.db");
        await using var services = new ServiceCollection().AddLogging()
            .AddClinicDatabase(DatabaseProvider.Sqlite, $"Data Source={path}", null, null).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<ClinicDb>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL");
        await db.Database.MigrateAsync();
        db.Services.Add(new Service
        {
            Id = 1,
            Slug = "smp-consultation",
            Name = "SMP consultation",
            Summary = "A talk",
            LengthMinutes = 45,
            Mode = VisitMode.InPerson,
            Policy = BookingPolicy.OnRequest,
            PriceMinorUnits = 3000,
            Currency = "GBP",
            PriceNote = "Taken off the treatment.",
            WhatToBring = "A photograph of how you like to look.",
        });
        db.Practitioners.Add(new Practitioner { Name = "Ada Quill", Slug = "ada", Role = "Practitioner" });
        db.Rooms.Add(new Room { Name = "Room 1" });
        await db.SaveChangesAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return path;
    });

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A dispatcher of its own, as another process would have; breaker included.</summary>
    public OutboxDispatcher NewDispatcher() => ActivatorUtilities.CreateInstance<OutboxDispatcher>(
        _services, ActivatorUtilities.CreateInstance<OutboxLeases>(_services), ActivatorUtilities.CreateInstance<TransportBreaker>(_services));

    public Task<ClinicDb> OpenAsync() => Get<IDbContextFactory<ClinicDb>>().CreateDbContextAsync();

    /// <summary>Runs a unit that must commit.</summary>
    public async Task<T> WriteAsync<T>(Func<ClinicDb, Task<T>> unit)
    {
        var written = await Writes.RunAsync((db, _) => unit(db), TestContext.Current.CancellationToken);
        Assert.Equal(WriteEnd.Committed, written.End);
        return written.Value!;
    }

    /// <summary>Books an appointment ten days from now, or when told, and tells the client unless <paramref name="email"/> is null.</summary>
    public Task<Guid> BookAsync(
        Func<AppointmentFacts, IEmail>? email = null,
        AppointmentStatus status = AppointmentStatus.Confirmed,
        Instant? start = null,
        Action<Appointment>? change = null) =>
        WriteAsync(async db =>
        {
            var appointment = await AddAsync(db, status, start ?? (Now + Duration.FromDays(10)), change);
            if (email is not null)
            {
                await Notifications.QueueForClientAsync(db, appointment, email, Now, TestContext.Current.CancellationToken);
            }

            return appointment.Id;
        });

    /// <summary>Adds an appointment to a unit, service, practitioner and room loaded.</summary>
    public async Task<Appointment> AddAsync(ClinicDb db, AppointmentStatus status, Instant start, Action<Appointment>? change)
    {
        var number = Interlocked.Increment(ref _made);
        var appointment = new Appointment
        {
            Reference = $"R{number:D6}",
            ServiceId = 1,
            PractitionerId = await db.Practitioners.Select(p => p.Id).SingleAsync(),
            RoomId = await db.Rooms.Select(r => r.Id).SingleAsync(),
            Status = status,
            Start = start,
            End = start + Duration.FromMinutes(45),
            FirstCell = number * 100,
            EndCell = (number * 100) + 9,
            PriceMinorUnits = 3000,
            Currency = "GBP",
            ContactName = "Zoë Marsh",
            ContactEmail = "zoe@patient.example",
            ContactEmailNormalised = "zoe@patient.example",
            ContactPhone = "+441174960001",
            CreatedAt = Now,
        };
        change?.Invoke(appointment);
        db.Appointments.Add(appointment);
        await LoadAsync(db, appointment);
        return appointment;
    }

    /// <summary>Changes an appointment and tells the client.</summary>
    public async Task ChangeAsync(Guid id, Action<Appointment> change, Func<AppointmentFacts, IEmail>? email) =>
        await WriteAsync(async db =>
        {
            var appointment = await db.Appointments.SingleAsync(a => a.Id == id);
            await LoadAsync(db, appointment);
            change(appointment);
            if (email is not null)
            {
                await Notifications.QueueForClientAsync(db, appointment, email, Now, TestContext.Current.CancellationToken);
            }

            return true;
        });

    public async Task<IReadOnlyList<OutboxMessage>> OutboxAsync()
    {
        await using var db = await OpenAsync();
        return await db.Outbox.AsNoTracking().OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync();
    }

    /// <summary>Sends until there is nothing more to send at this moment.</summary>
    public async Task DrainAsync(OutboxDispatcher? dispatcher = null)
    {
        dispatcher ??= Get<OutboxDispatcher>();
        while (await dispatcher.DispatchOnceAsync(TestContext.Current.CancellationToken) > 0)
        {
            // More may be due.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task LoadAsync(ClinicDb db, Appointment appointment)
    {
        appointment.Service = await db.Services.SingleAsync(s => s.Id == appointment.ServiceId);
        appointment.Practitioner = await db.Practitioners.SingleAsync(p => p.Id == appointment.PractitionerId);
        appointment.Room = await db.Rooms.SingleOrDefaultAsync(r => r.Id == appointment.RoomId);
    }

    private sealed class ClockOf(TimeProvider time) : IClock
    {
        public Instant GetCurrentInstant() => time.GetUtcNow().ToInstant();
    }

    private sealed class BareEnvironment(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "SmpClinic.Web";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

/// <summary>A message that left through the scripted transport.</summary>
public sealed record Left(Guid Id, string Recipient, MimeMessage Message)
{
    /// <summary>The calendar part as its octets say, line ends included; null if there is none.</summary>
    public string? Calendar => CalendarOf(Message);

    /// <summary>MimeKit's own way to a part's text would make all line ends those of the machine.</summary>
    public static string? CalendarOf(MimeMessage message)
    {
        var part = message.BodyParts.OfType<TextPart>().SingleOrDefault(p => p.ContentType.IsMimeType("text", "calendar"));
        if (part is null)
        {
            return null;
        }

        using var octets = new MemoryStream();
        part.Content!.DecodeTo(octets);
        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(octets.ToArray());
    }
}

/// <summary>A transport that answers as the test says.</summary>
public sealed class ScriptedTransport : IMailTransport, IMailRound
{
    private readonly ConcurrentQueue<Left> _left = new();
    private int _attempts;

    /// <summary>The answer to each attempt; delivered if it says nothing.</summary>
    public Func<Guid, MimeMessage, Task<Delivery>>? Answer { get; set; }

    public int Attempts => _attempts;

    public IReadOnlyList<Left> Sent => [.. _left];

    public IMailRound Begin() => this;

    public ValueTask DisposeAsync() => default;

    public async Task<Delivery> SendAsync(Guid id, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        var copy = await CopyAsync(message);
        var delivery = Answer is { } answer ? await answer(id, copy) : Delivery.Done;
        if (delivery.End == DeliveryEnd.Delivered)
        {
            Keep(id, recipient.Address, copy);
        }

        return delivery;
    }

    /// <summary>For an answer that takes the message and then says otherwise.</summary>
    public void Keep(Guid id, string recipient, MimeMessage message) => _left.Enqueue(new Left(id, recipient, message));

    private static async Task<MimeMessage> CopyAsync(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes);
        bytes.Position = 0;
        return await MimeMessage.LoadAsync(bytes);
    }
}

/// <summary>Keeps every log line.</summary>
public sealed class CollectedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Writer(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
    }
}
