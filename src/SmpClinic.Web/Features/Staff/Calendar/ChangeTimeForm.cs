using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>What giving a visit another time sends, as typed: a date and a time on the clinic's clock, a length, a person and a room.</summary>
public sealed class ChangeTimeForm : AppointmentForm
{
    /// <summary>The longest reason kept for setting the diary's rules aside, in UTF-16 units.</summary>
    public const int LongestReason = 300;

    public string? Date { get; set; }

    public string? Time { get; set; }

    public string? Length { get; set; }

    public string? Practitioner { get; set; }

    /// <summary>A room's number; empty for any that is free.</summary>
    public string? Room { get; set; }

    /// <summary>"yes" where the diary's rules are to be set aside on purpose.</summary>
    public string? Over { get; set; }

    public string? Reason { get; set; }

    /// <summary>The calendar to go back to.</summary>
    public string? Back { get; set; }

    /// <summary>Where to go back to: a calendar of ours, whatever was sent.</summary>
    public string BackPath => Calendars.Back(Back);

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => Date is null || Time is null ? "give it another time" : $"move it to {Date}, {Time}";

    /// <summary>Fills in what was not said with what stands.</summary>
    public ChangeTimeForm OrAsIs(Appointment appointment, ClinicCalendar calendar)
    {
        var local = calendar.LocalOf(appointment.Start);
        Date ??= LocalDatePattern.Iso.Format(local.Date);
        Time ??= Calendars.Clock.Format(local.TimeOfDay);
        Length ??= appointment.LengthMinutes.ToString(CultureInfo.InvariantCulture);
        Practitioner ??= appointment.Practitioner!.Slug;
        Room ??= appointment.RoomId?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
        return this;
    }

    /// <summary>Reads the time that is wanted, or says at each field what is wrong.</summary>
    public WantedTime? TryRead(Appointment appointment, IReadOnlyList<PractitionerChoice> practitioners, ClinicCalendar calendar, FormErrors errors)
    {
        var start = Calendars.TryReadStart(Date, Time, calendar, errors);
        var length = Calendars.TryReadLength(Length, errors);
        errors.Require(practitioners.Any(p => p.Slug == Practitioner), nameof(Practitioner), "Choose somebody from the list.");
        var room = int.TryParse(Room, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        errors.Require(string.IsNullOrEmpty(Room) || (room is not null && appointment.Service!.NeedsRoom), nameof(Room), "Choose a room from the list.");
        var reason = Over == "yes" ? Calendars.ReadReason(Reason, LongestReason, errors) : null;
        return errors.Any ? null : new(start!.Value, Practitioner)
        {
            RoomId = room,
            LengthMinutes = length,
            AnyMinute = true,
            OverReason = reason,
        };
    }

    /// <summary>The version the page showed.</summary>
    public long VersionShown(FormErrors errors) => ReadVersion(errors);
}

/// <summary>How dates, times and lengths are typed into the calendar's forms.</summary>
internal static class Calendars
{
    /// <summary>A time as time fields write it.</summary>
    public static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private const string Home = "/staff/calendar";

    /// <summary>Where to go back to: a calendar of ours, whatever was sent.</summary>
    public static string Back(string? sent) =>
        sent is { Length: < 300 } && sent.StartsWith(Home + "?", StringComparison.Ordinal) && !sent.Any(char.IsControl) ? sent : Home;

    /// <summary>The instant at which the clinic's clock shows a date and time; of a repeated hour the first.</summary>
    public static Instant? TryReadStart(string? date, string? time, ClinicCalendar calendar, FormErrors errors)
    {
        var day = CalendarQuery.TryReadDate(date);
        errors.Require(day is not null, nameof(ChangeTimeForm.Date), "Enter a date such as 2026-12-01.");
        var clock = Clock.Parse(time?.Trim() ?? string.Empty);
        errors.Require(clock.Success, nameof(ChangeTimeForm.Time), "Enter a time such as 14:30.");
        if (day is null || !clock.Success)
        {
            return null;
        }

        var local = day.Value + clock.Value;
        var shown = calendar.When(local, local.PlusMinutes(1));
        errors.Require(shown.Count > 0, nameof(ChangeTimeForm.Time), "The clocks go forward over that time. Choose another.");
        errors.Require(local.Minute % DiaryCell.Minutes == 0, nameof(ChangeTimeForm.Time), $"Enter a time in steps of {DiaryCell.Minutes} minutes.");
        return shown.Count > 0 ? shown[0].Start : null;
    }

    /// <summary>A length in minutes.</summary>
    public static int TryReadLength(string? typed, FormErrors errors)
    {
        var read = int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes);
        errors.Require(
            read && minutes is >= WantedTime.Shortest and <= WantedTime.Longest && minutes % DiaryCell.Minutes == 0,
            nameof(ChangeTimeForm.Length),
            $"Enter a length from {WantedTime.Shortest} to {WantedTime.Longest} minutes, in steps of {DiaryCell.Minutes}.");
        return minutes;
    }

    /// <summary>Why the rules are set aside: asked for, since history keeps it.</summary>
    public static string? ReadReason(string? typed, int longest, FormErrors errors)
    {
        var clean = PlainText.OneLine(typed);
        errors.Require(!string.IsNullOrEmpty(clean), nameof(ChangeTimeForm.Reason), "Say why the time is to be given all the same; the history keeps it.");
        errors.Require(clean is null || clean.Length <= longest, nameof(ChangeTimeForm.Reason), $"Say it in at most {longest} characters.");
        return clean;
    }

    /// <summary>Why a time cannot be had, in words for staff.</summary>
    public static string Words(Refusal? why) => why switch
    {
        Refusal.TooSoon => "That time has passed.",
        Refusal.TooFarAhead => "That date is more than two years ahead.",
        Refusal.ClinicClosed => "The clinic is closed on that date.",
        Refusal.NotWorking => "Outside that person's hours, in a break, or on time off.",
        Refusal.Taken => "That time is taken.",
        Refusal.NoRoom => "The room is not free at that time.",
        Refusal.OffGrid => "Visits do not start at that minute.",
        _ => "That person, or that room, is not for this service.",
    };
}
