using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Consents;
using SmpClinic.Web.Features.Staff.Photos;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Consents;

/// <summary>What a client agreed to, for the practitioner who treats them.</summary>
/// <param name="Appointment">With service and practitioner.</param>
/// <param name="State">How everything stands.</param>
/// <param name="Whole">The signatures that are what they were when they were given.</param>
public sealed record StaffConsentsPage(Appointment Appointment, ConsentState State, IReadOnlySet<Guid> Whole)
{
    /// <summary>What is wrong with what was sent.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>The form of the document as it was sent.</summary>
    public AgeForm? Sent { get; init; }

    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }

    /// <summary>Its address.</summary>
    public string Address => $"/staff/appointments/{Appointment.Id}/consents";
}

/// <summary>That a document was seen.</summary>
public sealed class AgeForm
{
    public string? Document { get; set; }

    /// <summary>The date of birth in the document: looked at, not kept.</summary>
    public string? Born { get; set; }

    /// <summary>Reads it.</summary>
    public bool TryRead(LocalDate day, out IdDocument document, FormErrors errors)
    {
        var read = Enum.GetValues<IdDocument>().Where(d => d.ToString() == Document).Cast<IdDocument?>().FirstOrDefault();
        errors.Require(read is not null, nameof(Document), "Choose which document you saw.");
        var born = LocalDatePattern.Iso.Parse(Born?.Trim() ?? string.Empty);
        errors.Require(born.Success, nameof(Born), "Give the date of birth in the document.");
        errors.Require(!born.Success || SignForm.IsAdult(born.Value, day), nameof(Born), "By this date the client is not 18 on the day of the visit. Do not treat them.");
        document = read ?? default;
        return !errors.Any;
    }

    /// <summary>What a document is called.</summary>
    public static string Of(IdDocument document) => document switch
    {
        IdDocument.Passport => "Passport",
        IdDocument.DrivingLicence => "Driving licence",
        IdDocument.IdentityCard => "Identity card",
        _ => "Proof-of-age card",
    };
}

/// <summary>Reads what a client agreed to, for the practitioner who treats them and nobody else.</summary>
public sealed class StaffConsentsDesk(ClinicDb db, ConsentDesk consents)
{
    /// <summary>The page; null where there is no such appointment of theirs.</summary>
    public async Task<StaffConsentsPage?> ReadAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken)
    {
        if (StaffPhotosDesk.TreatingAs(caller) is not { } practitioner
            || await db.Appointments.AsNoTracking().Include(a => a.Service).Include(a => a.Practitioner)
                .FirstOrDefaultAsync(a => a.Id == id && a.PractitionerId == practitioner, cancellationToken) is not { } appointment)
        {
            return null;
        }

        var state = await consents.ReadAsync(appointment, cancellationToken);
        return new(appointment, state, state.Signatures.Where(s => consents.IsWhole(s, appointment.Reference)).Select(s => s.Id).ToHashSet());
    }
}
