using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Content;

/// <summary>What the page of a text sends.</summary>
public sealed class ContentForm
{
    /// <summary>The fields of the text, each under the name of its field.</summary>
    public Dictionary<string, string?> Fields { get; set; } = [];

    /// <summary>Part of the address of a new text.</summary>
    public string? Id { get; set; }

    /// <summary>The newest version when the page was opened.</summary>
    public string? Base { get; set; }

    /// <summary>Which button: "preview" or "save".</summary>
    public string? Do { get; set; }

    /// <summary>"now", "later" or "draft".</summary>
    public string? Publish { get; set; }

    public string? Date { get; set; }

    public string? Time { get; set; }

    /// <summary>"yes" to take it off the site.</summary>
    public string? Removed { get; set; }

    public string? Note { get; set; }

    /// <summary>Whose appointment a mail is shown with: its reference; nothing for an invented one.</summary>
    public string? With { get; set; }

    /// <summary>A field as typed.</summary>
    public string? this[string field] => Fields.GetValueOrDefault(field);

    /// <summary>The fields of a stored or shipped text.</summary>
    public static ContentForm Of(IReadOnlyDictionary<string, string> fields, int newest, bool removed) => new()
    {
        Fields = fields.ToDictionary(field => field.Key, string? (field) => field.Value, StringComparer.Ordinal),
        Base = newest.ToString(CultureInfo.InvariantCulture),
        Publish = "now",
        Removed = removed ? "yes" : null,
    };

    /// <summary>The fields as they would be stored, or what is wrong with each.</summary>
    public IReadOnlyDictionary<string, string> ReadFields(ContentKind kind, string id, FormErrors errors)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in kind.Fields)
        {
            // What cannot be kept stays as it was typed: the rules then say what is wrong with it.
            var typed = (Fields.GetValueOrDefault(field.Name) ?? string.Empty).ReplaceLineEndings("\n");
            fields[field.Name] = (field.IsLong ? PlainText.Clean(typed) : PlainText.OneLine(typed)) ?? typed;
        }

        foreach (var fault in ContentRules.Faults(kind, id, fields))
        {
            errors.Require(holds: false, "f-" + fault.Field, fault.Message);
        }

        return fields;
    }

    /// <summary>When it is to be read; null for a draft.</summary>
    public Instant? ReadPublish(ClinicCalendar calendar, Instant now, FormErrors errors)
    {
        switch (Publish)
        {
            case "now":
                return now;
            case "draft":
                return null;
            case "later":
                return ReadLater(calendar, now, errors);
            default:
                errors.Require(holds: false, nameof(Publish), "Choose when visitors are to read it.");
                return null;
        }
    }

    /// <summary>The address of a new text.</summary>
    public string ReadId(ContentKind kind, FormErrors errors)
    {
        var id = (Id ?? string.Empty).Trim().ToLowerInvariant();
        errors.Require(
            id.Length is >= 2 and <= 80 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && id != "new" && id[0] != '-' && id[^1] != '-',
            nameof(Id),
            "Enter 2 to 80 letters from a to z, digits and hyphens: it becomes part of the address.");
        errors.Require(ShippedContent.Find($"{kind.Name}/{id}") is null, nameof(Id), "There is a text of this name already.");
        return id;
    }

    private Instant? ReadLater(ClinicCalendar calendar, Instant now, FormErrors errors)
    {
        var date = LocalDatePattern.Iso.Parse(Date?.Trim() ?? string.Empty);
        var time = LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(Time?.Trim() ?? string.Empty);
        errors.Require(date.Success && date.Value.Year is >= 2000 and <= 2100, nameof(Date), "Enter the date from which it is to be read, such as 2026-12-01.");
        errors.Require(time.Success, nameof(Time), "Enter the time from which it is to be read, such as 09:00.");
        if (errors[nameof(Date)] is not null || errors[nameof(Time)] is not null)
        {
            return null;
        }

        // An hour that comes twice is meant the first time; one that never comes is no time.
        var minute = date.Value + time.Value;
        var at = calendar.When(minute, minute.PlusMinutes(1)) is [var first, ..] ? first.Start : (Instant?)null;
        errors.Require(at is not null, nameof(Time), "The clocks go forward then, and this time does not come. Choose another.");
        errors.Require(at is null || at > now, nameof(Date), "This time is past. Choose a later one, or publish now.");
        return at;
    }
}
