using System.Globalization;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>A client whose e-mail, phone or name is the booking's.</summary>
public sealed record ClientMatch(Guid Id, string Name, string Email, string Phone, string Why);

/// <summary>The record a booking is linked to, and what to mind about it.</summary>
public sealed record ClientCard(Guid Id, string Name, IReadOnlyList<string> Alerts);

/// <summary>What linking sends.</summary>
public sealed class LinkClientForm : AppointmentForm
{
    /// <summary>The value that asks for a new record.</summary>
    public const string New = "new";

    /// <summary>A client's number, or <see cref="New"/>.</summary>
    public string? Client { get; set; }

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => Client == New ? "create a client record from it" : "link it to a client record";

    /// <summary>Reads it; no client means a new one.</summary>
    public bool TryRead(out long version, out Guid? client, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        client = Guid.TryParse(Client, out var id) ? id : null;
        errors.Require(client is not null || Client == New, nameof(Client), NotListed);
        return !errors.Any;
    }

    /// <summary>Said of whatever is not on the list, whether or not there is such a client.</summary>
    public const string NotListed = "Choose one of the listed clients, or a new record.";
}

/// <summary>What unlinking sends.</summary>
public sealed class UnlinkClientForm : AppointmentForm
{
    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => "unlink it from the client record";

    /// <summary>Reads it.</summary>
    public bool TryRead(out long version, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        return !errors.Any;
    }
}

/// <summary>What linking to a chosen record sends: which contact data are to stand in the record.</summary>
public sealed class TakeForm
{
    /// <summary>What a field says where the record's value is to stand.</summary>
    public const string Record = "record";

    /// <summary>What a field says where what came with the booking is to stand.</summary>
    public const string Booking = "booking";

    /// <summary>The appointment's version that the page showed.</summary>
    public string? Version { get; set; }

    /// <summary>The record's.</summary>
    public string? ClientVersion { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    /// <summary>A form for the two as they stand, in which the record's values are chosen.</summary>
    public static TakeForm Of(Appointment booking, Client client) => new()
    {
        Version = booking.Version.ToString(CultureInfo.InvariantCulture),
        ClientVersion = client.Version.ToString(CultureInfo.InvariantCulture),
        Name = Record,
        Email = Record,
        Phone = Record,
    };

    /// <summary>Reads which versions its page showed, or says what is wrong.</summary>
    public (long Booking, long Client)? TryRead(FormErrors errors)
    {
        var (booking, client) = (FormVersion.TryRead(Version, errors), FormVersion.TryRead(ClientVersion, errors));
        foreach (var (field, value) in new[] { (nameof(Name), Name), (nameof(Email), Email), (nameof(Phone), Phone) })
        {
            errors.Require(value is Record or Booking, field, "Choose which of the two is to stand in the record.");
        }

        return errors.Any ? null : (booking!.Value, client!.Value);
    }

    /// <summary>The contact data chosen, once read.</summary>
    public Contact Choose(Appointment booking, Client client) => new(
        Name == Booking ? booking.ContactName : client.Name,
        Email == Booking ? booking.ContactEmail : client.Email,
        Email == Booking ? booking.ContactEmailNormalised : client.EmailNormalised,
        Phone == Booking ? booking.ContactPhone : client.Phone);
}

/// <summary>The page on which a booking's client is looked for.</summary>
/// <param name="Booking">The booking.</param>
/// <param name="Likely">Records that may be its visitor's.</param>
/// <param name="Words">What was looked for, as typed.</param>
/// <param name="Found">Others found; null where nothing was looked for.</param>
/// <param name="Errors">What is wrong with the words.</param>
public sealed record ChooseClientPage(Appointment Booking, IReadOnlyList<LikelySame> Likely, string? Words, FoundClients? Found, FormErrors Errors);

/// <summary>A booking and a record side by side, before they are linked.</summary>
/// <param name="Booking">The booking.</param>
/// <param name="Client">The record.</param>
/// <param name="Form">What is chosen.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Changed">Somebody changed one of the two while they were looked at.</param>
public sealed record LinkPage(Appointment Booking, Client Client, TakeForm Form, FormErrors Errors, bool Changed);
