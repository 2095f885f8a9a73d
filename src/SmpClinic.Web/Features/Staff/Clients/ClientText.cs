using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>Clients in words.</summary>
public static class ClientText
{
    /// <summary>What one tells a client from another by, on one line.</summary>
    public static string Facts(ClientRow row, ClinicTime time) => string.Join("; ", new[]
    {
        $"{row.Email}, {row.Phone}",
        row.AlsoKnownAs is null ? null : "also known as " + row.AlsoKnownAs,
        Visits(row, time),
        row.Alert,
    }.OfType<string>());

    /// <summary>How often they came, and when.</summary>
    public static string Visits(ClientRow row, ClinicTime time) => row.Visits == 0 ? "no appointments" : string.Join(", ", new[]
    {
        Count(row.Visits, "appointment"),
        row.Last is { } last ? "last " + Date(last, time) : null,
        row.Next is { } next ? "next " + Date(next, time) : null,
    }.OfType<string>());

    /// <summary>A number of things.</summary>
    public static string Count(int number, string one) => number.ToString(System.Globalization.CultureInfo.InvariantCulture) + " " + one + (number == 1 ? string.Empty : "s");

    /// <summary>A date with its year.</summary>
    public static string Date(Instant at, ClinicTime time) => $"{ClinicTime.DateShort(time.DateOf(at))} {time.DateOf(at).Year}";

    /// <summary>What hangs on a record.</summary>
    public static string Of(Belongings has) =>
        $"{Count(has.Visits, "appointment")}, {Count(has.Notes, "note")}, {Count(has.Alerts, "alert")}, {Count(has.Messages, "message")}";

    /// <summary>Whom a note is for.</summary>
    public static string Of(NoteKind kind) => kind == NoteKind.Clinical ? "Clinical: not for the front desk" : "Desk: for everybody who sees this client";

    /// <summary>How they asked to be reached.</summary>
    public static string Of(ContactPreference preference) => preference switch
    {
        ContactPreference.Phone => "Telephone",
        ContactPreference.TextMessage => "Text message",
        _ => "E-mail",
    };
}

/// <summary>A table of clients.</summary>
/// <param name="Rows">The clients.</param>
/// <param name="Caption">What they are.</param>
/// <param name="Link">Where each leads.</param>
public sealed record ClientTable(IReadOnlyList<ClientRow> Rows, string Caption, Func<ClientRow, string> Link)
{
    /// <summary>What else is said of each; nothing without.</summary>
    public Func<ClientRow, string>? Why { get; init; }
}

/// <summary>A box to look for clients with, and what it found.</summary>
/// <param name="Action">Where it is sent.</param>
/// <param name="Words">What was looked for, as typed.</param>
/// <param name="Found">Those found; null where nothing was looked for.</param>
/// <param name="Errors">What is wrong with the words.</param>
/// <param name="Link">Where each found leads.</param>
public sealed record ClientSearchBox(string Action, string? Words, FoundClients? Found, Booking.FormErrors Errors, Func<ClientRow, string> Link)
{
    /// <summary>What was found, in words.</summary>
    public string Said => Found switch
    {
        null => string.Empty,
        { Rows.Count: 0 } => "Nobody found.",
        { More: true } => $"More than {Found.Rows.Count} clients fit; these are some of them. Type another letter or another word.",
        _ => ClientText.Count(Found.Rows.Count, "client") + " found.",
    };
}

/// <summary>One side of a choice between two values.</summary>
public sealed record PickSide(string Value, string Side, string Text);

/// <summary>A choice between two values of one field; none where they are the same.</summary>
public sealed record PickView(string Name, string Legend, PickSide First, PickSide Second, string? Chosen, Booking.FormErrors Errors)
{
    /// <summary>What is wrong here.</summary>
    public string? Error => Errors[Name];

    /// <summary>Whether there is nothing to choose.</summary>
    public bool Same => First.Text == Second.Text;
}
