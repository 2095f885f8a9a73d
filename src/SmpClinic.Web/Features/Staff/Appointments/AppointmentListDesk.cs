using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>One appointment as the list shows it.</summary>
public sealed record AppointmentRow(
    Guid Id, string Reference, Instant Start, string ClientName, string Phone, string ServiceName, string PractitionerName, AppointmentStatus Status);

/// <summary>The list with its filters as typed; no rows where the filters cannot be read.</summary>
public sealed record AppointmentListPage(
    AppointmentFilters Filters, FormErrors Errors, IReadOnlyList<PractitionerChoice> Practitioners, LocalDate? From, ListPage<AppointmentRow> Appointments);

/// <summary>Finds appointments.</summary>
public sealed class AppointmentListDesk(ClinicDb db, ClinicCalendar calendar, IClock clock)
{
    internal const string Escape = "\\";

    /// <summary>Fewer digits than this match half the list.</summary>
    private const int FewestDigits = 4;

    /// <summary>One page of what the filters ask for, within what the caller may see.</summary>
    public async Task<AppointmentListPage> ReadAsync(StaffCaller caller, AppointmentFilters filters, CancellationToken cancellationToken)
    {
        var practitioners = await PractitionersAsync(caller, cancellationToken);
        if (!filters.TryRead(calendar.DateOf(clock.GetCurrentInstant()), practitioners, out var search, out var errors))
        {
            return new(filters, errors, practitioners, null, new([], 1, 0));
        }

        var found = Find(db.Appointments.AsNoTracking().VisibleTo(caller), search);
        var total = await found.CountAsync(cancellationToken);
        var rows = await found
            .OrderBy(a => a.Start).ThenBy(a => a.Reference)
            .Skip((search.Page - 1) * Paging.Size).Take(Paging.Size)
            .Select(a => new AppointmentRow(a.Id, a.Reference, a.Start, a.ContactName, a.ContactPhone, a.Service!.Name, a.Practitioner!.Name, a.Status))
            .ToListAsync(cancellationToken);
        return new(filters, errors, practitioners, search.From, new(rows, search.Page, total));
    }

    /// <summary>Whose appointments the caller may see.</summary>
    internal Task<List<PractitionerChoice>> PractitionersAsync(StaffCaller caller, CancellationToken cancellationToken)
    {
        var only = caller.WithinDiaryOf;
        return db.Practitioners.AsNoTracking().Where(p => only == null || p.Id == only)
            .OrderBy(p => p.SortOrder).Select(p => new PractitionerChoice(p.Id, p.Slug, p.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>What a search asks for of these appointments, in no order.</summary>
    internal IQueryable<Appointment> Find(IQueryable<Appointment> appointments, AppointmentSearch search)
    {
        if (search.From is { } from)
        {
            var start = calendar.DayOf(from).Start;
            appointments = appointments.Where(a => a.Start >= start);
        }

        if (search.Until is { } until)
        {
            var end = calendar.DayOf(until).End;
            appointments = appointments.Where(a => a.Start < end);
        }

        if (search.PractitionerId is { } practitioner)
        {
            appointments = appointments.Where(a => a.PractitionerId == practitioner);
        }

        if (search.Status is { } status)
        {
            appointments = appointments.Where(a => a.Status == status);
        }

        return search.Words is { } words ? FindWords(appointments, words) : appointments;
    }

    private static IQueryable<Appointment> FindWords(IQueryable<Appointment> appointments, string words)
    {
        var anywhere = Pattern(words);
        var email = Pattern(words.ToLowerInvariant());
        var reference = Pattern(words.ToUpperInvariant());

        // Numbers are kept with their country code: "07700 900123" is in "+447700900123" without its nought.
        var digits = string.Concat(words.Where(char.IsAsciiDigit)).TrimStart('0');
        var isNumber = digits.Length >= FewestDigits && words.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '(' or ')');
        var phone = Pattern(isNumber ? digits : words);
        return appointments.Where(a => EF.Functions.Like(a.ContactName, anywhere, Escape)
            || EF.Functions.Like(a.Reference, reference, Escape)
            || EF.Functions.Like(a.ContactEmailNormalised, email, Escape)
            || EF.Functions.Like(a.ContactPhone, phone, Escape));
    }

    /// <summary>A pattern that finds words anywhere, taken literally.</summary>
    internal static string Pattern(string words) =>
        "%" + words.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal)
            .Replace("_", Escape + "_", StringComparison.Ordinal).Replace("[", Escape + "[", StringComparison.Ordinal) + "%";
}
