using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.WaitingList;

/// <summary>Reads the waiting list for staff: all of it, or what waits for one practitioner alone.</summary>
public sealed class WaitingListDesk(ClinicDb db, FreeTimes times, TimesDesk services, ClinicCalendar calendar, IClock clock)
{
    /// <summary>One page of the list, in the order of the line; what has ended, the newest first.</summary>
    public async Task<WaitingListPage> ReadAsync(StaffCaller caller, WaitingFilters filters, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var page = Paging.Read(filters.Page);
        var offered = (await services.ServicesAsync(cancellationToken)).Select(s => (s.Slug, s.Name)).ToList();
        var entries = Visible(caller).Where(w => filters.Over
            ? w.State != WaitingState.Unconfirmed && w.State != WaitingState.Waiting && w.State != WaitingState.Offered
            : w.State == WaitingState.Unconfirmed || w.State == WaitingState.Waiting || w.State == WaitingState.Offered);
        entries = offered.Exists(s => s.Slug == filters.Service) ? entries.Where(w => w.Service!.Slug == filters.Service) : entries;
        var total = await entries.CountAsync(cancellationToken);
        entries = filters.Over ? entries.OrderByDescending(w => w.EndedAt).ThenBy(w => w.Id) : entries.OrderBy(w => w.Since).ThenBy(w => w.Id);
        var rows = await entries.Include(w => w.Service).Include(w => w.Practitioner)
            .Include(w => w.Offers.Where(o => o.State == OfferState.Open)).ThenInclude(o => o.Times).ThenInclude(t => t.Practitioner)
            .AsSplitQuery().Skip((page - 1) * Paging.Size).Take(Paging.Size).ToListAsync(cancellationToken);
        return new(new(rows.ConvertAll(w => new WaitingRow(w, w.Offers.FirstOrDefault())), page, total), filters, offered, now);
    }

    /// <summary>One entry; null where there is none for this caller.</summary>
    public async Task<WaitingEntryPage?> EntryAsync(StaffCaller caller, Guid id, string? from, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var entry = await Visible(caller).Include(w => w.Service).Include(w => w.Practitioner)
            .Include(w => w.Offers.OrderByDescending(o => o.CreatedAt)).ThenInclude(o => o.Times).ThenInclude(t => t.Practitioner)
            .AsSplitQuery().FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
        if (entry is null)
        {
            return null;
        }

        var practitioners = await PractitionersAsync(caller, entry.ServiceId, cancellationToken);
        if (entry.State != WaitingState.Waiting)
        {
            return new(entry, practitioners, null, new HashSet<string>(StringComparer.Ordinal), now);
        }

        var asked = LocalDatePattern.Iso.Parse(from ?? string.Empty);
        var with = practitioners.FirstOrDefault(p => p.Id == entry.PractitionerId);
        var week = await times.WeekAsync(entry.ServiceId, null, practitioners, with, asked.Success ? asked.Value : entry.FirstDate, own: null, cancellationToken);
        var length = Duration.FromMinutes(entry.Service!.LengthMinutes);
        var fits = week.Days.SelectMany(d => d.Times)
            .Where(t => Wishes.Fit(entry, new(t.Start, t.Start + length, practitioners.First(p => p.Slug == t.Practitioner).Id, null), calendar)).Select(t => t.Value);
        return new(entry, practitioners, week, fits.ToHashSet(StringComparer.Ordinal), now);
    }

    /// <summary>The form for somebody new.</summary>
    public async Task<NewEntryPage> NewAsync(StaffCaller caller, WaitingForm form, FormErrors errors, CancellationToken cancellationToken)
    {
        var practitioners = await PractitionersAsync(caller, service: null, cancellationToken);
        var only = caller.WithinDiaryOf;
        var all = await services.ServicesAsync(cancellationToken);
        return new(form, [.. all.Where(s => only is null || s.Practitioners.Exists(p => p.Id == only))], practitioners, only is null, errors);
    }

    private IQueryable<WaitingEntry> Visible(StaffCaller caller)
    {
        var only = caller.WithinDiaryOf;
        return db.WaitingList.AsNoTracking().Where(w => only == null || w.PractitionerId == only);
    }

    private Task<List<PractitionerChoice>> PractitionersAsync(StaffCaller caller, int? service, CancellationToken cancellationToken)
    {
        var only = caller.WithinDiaryOf;
        return db.Practitioners.AsNoTracking()
            .Where(p => p.Active && (only == null || p.Id == only) && (service == null || p.Services.Any(s => s.Id == service)))
            .OrderBy(p => p.SortOrder).Select(p => new PractitionerChoice(p.Id, p.Slug, p.Name)).ToListAsync(cancellationToken);
    }
}
