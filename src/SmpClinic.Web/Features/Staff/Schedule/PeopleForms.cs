using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>What changing a practitioner sends, as typed.</summary>
public sealed class PractitionerForm : RuleForm
{
    public const int LongestRole = 120;
    public const int LongestWords = 1000;
    public const int LongestBody = 120;
    public const int LongestNumber = 60;

    public string? Slug { get; set; }

    public string? Name { get; set; }

    public string? Role { get; set; }

    public string? Words { get; set; }

    public string? RegisteredWith { get; set; }

    public string? RegistrationNumber { get; set; }

    public string? RegistrationEnds { get; set; }

    public string? Active { get; set; }

    public string? SortOrder { get; set; }

    public List<string> Services { get; set; } = [];

    public List<string> Rooms { get; set; } = [];

    /// <summary>A practitioner as they stand.</summary>
    public static PractitionerForm Of(Practitioner person) => new()
    {
        Version = WriteVersion(person),
        Slug = person.Slug,
        Name = person.Name,
        Role = person.Role,
        Words = person.Words,
        RegisteredWith = person.RegisteredWith,
        RegistrationNumber = person.RegistrationNumber,
        RegistrationEnds = Write(person.RegistrationEnds),
        Active = person.Active ? "yes" : null,
        SortOrder = Write(person.SortOrder),
        Services = [.. person.Services.Select(s => Write(s.Id)!)],
        Rooms = [.. person.Rooms.Select(r => Write(r.Id)!)],
    };

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    /// <param name="slug">Whom it is about; null for somebody new.</param>
    /// <param name="errors">Takes the messages.</param>
    public PractitionerChange? TryRead(string? slug, FormErrors errors)
    {
        var address = slug ?? ReadSlug(Slug, nameof(Slug), errors);
        var (name, role) = (ReadName(Name, nameof(Name), errors), ReadLine(Role, nameof(Role), "What they do", LongestRole, needed: true, errors));
        var words = ReadText(Words, nameof(Words), "Words for visitors", LongestWords, needed: false, errors);
        var body = ReadLine(RegisteredWith, nameof(RegisteredWith), "The register", LongestBody, needed: false, errors);
        var number = ReadLine(RegistrationNumber, nameof(RegistrationNumber), "The number", LongestNumber, needed: false, errors);
        var ends = ReadDate(RegistrationEnds, nameof(RegistrationEnds), needed: false, errors);
        var order = ReadNumber(SortOrder, nameof(SortOrder), 0, 999, needed: true, errors);
        errors.Require(Active is null or "yes", nameof(Active), "Tick the box or leave it.");
        errors.Require(slug is null || ShownVersion is not null, nameof(Version), "This form was altered on the way. Open it again.");
        return errors.Any ? null : new(address!, slug is null, name!, role!)
        {
            Shown = ShownVersion,
            Words = words,
            RegisteredWith = body,
            RegistrationNumber = number,
            RegistrationEnds = ends,
            Active = Active == "yes",
            SortOrder = order!.Value,
            ServiceIds = Numbers(Services),
            RoomIds = Numbers(Rooms),
        };
    }
}
