using System.Globalization;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>What booking for a client at a free place of the calendar sends, as typed.</summary>
public sealed class NewVisitForm
{
    public string? Service { get; set; }

    public string? Date { get; set; }

    public string? Time { get; set; }

    /// <summary>Minutes; empty for as long as the service is.</summary>
    public string? Length { get; set; }

    public string? Practitioner { get; set; }

    public string? Room { get; set; }

    /// <summary>The words by which a client is looked for.</summary>
    public string? Find { get; set; }

    /// <summary>A client's number; empty for somebody new.</summary>
    public string? Client { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    /// <summary>"yes" where somebody new is to be put on record.</summary>
    public string? Record { get; set; }

    public string? TellClient { get; set; }

    public string? Over { get; set; }

    public string? Reason { get; set; }

    public string? Back { get; set; }

    /// <summary>Where to go back to: a calendar of ours, whatever was sent.</summary>
    public string BackPath => Calendars.Back(Back);

    /// <summary>Reads it all but the client, or says at each field what is wrong.</summary>
    public NewVisit? TryRead(IReadOnlyList<Service> services, IReadOnlyList<PractitionerChoice> practitioners, ClinicCalendar calendar, FormErrors errors)
    {
        var start = Calendars.TryReadStart(Date, Time, calendar, errors);
        var service = services.FirstOrDefault(s => s.Slug == Service);
        errors.Require(service is not null, nameof(Service), "Choose what the visit is for.");
        var with = practitioners.FirstOrDefault(p => p.Slug == Practitioner);
        errors.Require(with is not null, nameof(Practitioner), "Choose somebody from the list.");
        var length = string.IsNullOrWhiteSpace(Length) ? service?.LengthMinutes ?? 0 : Calendars.TryReadLength(Length, errors);
        var room = int.TryParse(Room, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        errors.Require(string.IsNullOrEmpty(Room) || room is not null, nameof(Room), "Choose a room from the list.");
        errors.Require(TellClient is null or "yes", nameof(TellClient), "Say whether to tell the client by ticking the box or leaving it.");
        errors.Require(Record is null or "yes", nameof(Record), "Say whether to put the client on record by ticking the box or leaving it.");
        var reason = Over == "yes" ? Calendars.ReadReason(Reason, ChangeTimeForm.LongestReason, errors) : null;
        return errors.Any ? null : new(service!.Slug, start!.Value, length, with!, service.NeedsRoom ? room : null, reason, TellClient == "yes") { Records = Record == "yes" };
    }

    /// <summary>Reads who comes, where it is somebody new.</summary>
    public NewContact? TryReadContact(string phoneRegion, FormErrors errors)
    {
        var (name, email, phone) = (PersonName.TryRead(Name), EmailAddress.TryRead(Email), PhoneNumber.TryRead(Phone, phoneRegion));
        errors.Require(name is not null, nameof(Name), "Enter the client’s name, or choose one of those found.");
        errors.Require(email is not null, nameof(Email), "Enter one e-mail address, such as name@example.com.");
        errors.Require(phone is not null, nameof(Phone), "Enter a telephone number, such as 07700 900123.");
        return errors.Any ? null : new(null, name!.Text, email!.Text, email.Normalised, phone!.E164);
    }
}

/// <summary>A visit to be booked by staff, every value valid.</summary>
public sealed record NewVisit(string ServiceSlug, Instant Start, int LengthMinutes, PractitionerChoice With, int? RoomId, string? OverReason, bool Tells)
{
    /// <summary>Whether somebody new is put on record: who they are was said to us, not typed by anybody into a form.</summary>
    public bool Records { get; init; }
}

/// <summary>Who comes: a client on record, or what was typed.</summary>
public sealed record NewContact(Guid? ClientId, string Name, string Email, string EmailNormalised, string Phone);

/// <summary>What blocking time sends, as typed.</summary>
public sealed class BlockForm
{
    /// <summary>The longest reason kept, in UTF-16 units.</summary>
    public const int LongestReason = 200;

    public string? Practitioner { get; set; }

    public string? Date { get; set; }

    public string? Time { get; set; }

    public string? Length { get; set; }

    public string? Reason { get; set; }

    /// <summary>"yes" where the visits that stand there were shown and are to stay.</summary>
    public string? Seen { get; set; }

    public string? Back { get; set; }

    /// <summary>Where to go back to: a calendar of ours, whatever was sent.</summary>
    public string BackPath => Calendars.Back(Back);

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    public Block? TryRead(IReadOnlyList<PractitionerChoice> practitioners, ClinicCalendar calendar, FormErrors errors)
    {
        var start = Calendars.TryReadStart(Date, Time, calendar, errors);
        var with = practitioners.FirstOrDefault(p => p.Slug == Practitioner);
        errors.Require(with is not null, nameof(Practitioner), "Choose somebody from the list.");
        var read = int.TryParse(Length, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes);
        errors.Require(read && minutes is >= DiaryCell.Minutes and <= 24 * 60 && minutes % DiaryCell.Minutes == 0, nameof(Length), "Enter from 5 to 1440 minutes, in steps of 5.");
        var reason = PlainText.OneLine(Reason);
        errors.Require(Reason is null || reason is { Length: <= LongestReason }, nameof(Reason), $"Enter at most {LongestReason} characters, without control characters.");
        return errors.Any ? null : new(with!, new(start!.Value, start.Value + Duration.FromMinutes(minutes)), string.IsNullOrEmpty(reason) ? null : reason);
    }
}

/// <summary>Time to block, every value valid.</summary>
public sealed record Block(PractitionerChoice With, Interval Span, string? Reason);

/// <summary>A free place of the calendar: what can be done with it.</summary>
public sealed record GapPage(
    NewVisitForm Form, BlockForm Block, IReadOnlyList<Service> Services, IReadOnlyList<PractitionerChoice> Practitioners, IReadOnlyList<CalendarColumn> Rooms, FormErrors Errors)
{
    /// <summary>The clients found; null where none was looked for.</summary>
    public FoundClients? Found { get; init; }

    /// <summary>When, where it can be read.</summary>
    public Instant? Start { get; init; }

    /// <summary>Why a visit cannot be booked there.</summary>
    public Refusal? Why { get; init; }

    /// <summary>Visits that stand there.</summary>
    public IReadOnlyList<InTheWay> Others { get; init; } = [];

    /// <summary>What is wrong with the form that blocks.</summary>
    public FormErrors BlockErrors { get; init; } = new();

    /// <summary>Visits that a block would meet.</summary>
    public IReadOnlyList<InTheWay> Met { get; init; } = [];
}
