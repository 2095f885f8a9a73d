using System.Globalization;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>What a client's contact form sends, as typed.</summary>
public sealed class ContactForm
{
    public string? Version { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    /// <summary>"yes" where records that may be the same person's were shown, and another is wanted.</summary>
    public string? Another { get; set; }

    /// <summary>A form with a client's data in it.</summary>
    public static ContactForm Of(Client client) => new()
    {
        Version = client.Version.ToString(CultureInfo.InvariantCulture),
        Name = client.Name,
        Email = client.Email,
        Phone = client.Phone,
    };

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    public Contact? TryRead(string phoneRegion, FormErrors errors)
    {
        var (name, email, phone) = (PersonName.TryRead(Name), EmailAddress.TryRead(Email), PhoneNumber.TryRead(Phone, phoneRegion));
        errors.Require(name is not null, nameof(Name), $"Enter a name of at most {PersonName.MaxLength} characters, with at least one letter and without control characters.");
        errors.Require(email is not null, nameof(Email), "Enter one e-mail address, such as name@example.com.");
        errors.Require(phone is not null, nameof(Phone), "Enter a telephone number, such as 07700 900123, or with + and the country code.");
        return errors.Any ? null : new(name!.Text, email!.Text, email.Normalised, phone!.E164);
    }

    /// <summary>The version its page showed.</summary>
    public long? TryReadVersion(FormErrors errors) => FormVersion.TryRead(Version, errors);
}

/// <summary>Somebody's contact data, every value valid.</summary>
public sealed record Contact(string Name, string Email, string EmailNormalised, string Phone)
{
    /// <summary>Those of a record.</summary>
    public static Contact Of(Client client) => new(client.Name, client.Email, client.EmailNormalised, client.Phone);
}

/// <summary>What a note's form sends, as typed.</summary>
public sealed class NoteForm
{
    public string? Version { get; set; }

    public string? Kind { get; set; }

    public string? Text { get; set; }

    /// <summary>Reads the kind, which the caller must be allowed to read.</summary>
    public NoteKind? TryReadKind(bool mayReadClinical, FormErrors errors)
    {
        var kind = Kind switch
        {
            nameof(NoteKind.Desk) => NoteKind.Desk,
            nameof(NoteKind.Clinical) when mayReadClinical => NoteKind.Clinical,
            _ => (NoteKind?)null,
        };
        errors.Require(kind is not null, nameof(Kind), "Choose who may read the note.");
        return kind;
    }

    /// <summary>Reads the words, or says what is wrong with them.</summary>
    public string? TryReadText(FormErrors errors)
    {
        var clean = PlainText.Clean(Text);
        errors.Require(string.IsNullOrEmpty(Text) || clean is not null, nameof(Text), "The note holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(clean?.Length > 0, nameof(Text), "Write the note.");
        errors.Require(clean is null || clean.Length <= ClientNote.LongestText, nameof(Text), $"The note is {clean?.Length} characters long; shorten it to {ClientNote.LongestText}.");
        return errors.Any ? null : clean;
    }

    /// <summary>The version its page showed.</summary>
    public long? TryReadVersion(FormErrors errors) => FormVersion.TryRead(Version, errors);
}

/// <summary>What an alert's form sends, as typed.</summary>
public sealed class AlertForm
{
    public string? AlertText { get; set; }

    /// <summary>Reads it, or says what is wrong.</summary>
    public string? TryRead(FormErrors errors)
    {
        var clean = PlainText.OneLine(AlertText);
        errors.Require(clean is { Length: > 0 and <= ClientAlert.LongestText }, nameof(AlertText), $"Enter what to mind, in at most {ClientAlert.LongestText} characters on one line.");
        return errors.Any ? null : clean;
    }
}

/// <summary>The version a form's page showed.</summary>
internal static class FormVersion
{
    /// <summary>Reads it, or says that it cannot be.</summary>
    public static long? TryRead(string? typed, FormErrors errors)
    {
        var read = long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        errors.Require(read, "Version", "This form was altered on the way. Check the record and send it again.");
        return read ? version : null;
    }
}
