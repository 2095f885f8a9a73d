using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff;

/// <summary>
/// The member of staff who asks, and how far they see. Read from the database at each request, so that a changed role or
/// diary counts at once; actions take it as an argument.
/// </summary>
/// <param name="Id">The user.</param>
/// <param name="Name">As history shows it.</param>
/// <param name="Role">One of <see cref="StaffRoles"/>.</param>
/// <param name="PractitionerId">The practitioner they are, where they are one.</param>
[ModelBinder(typeof(StaffCallerBinder))]
public sealed record StaffCaller(Guid Id, string Name, string Role, int? PractitionerId)
{
    /// <summary>No resource has this number: a practitioner without a diary sees no appointment.</summary>
    private const int NoDiary = 0;

    private bool IsPractitioner => Role is not (StaffRoles.Administrator or StaffRoles.FrontDesk);

    /// <summary>The one practitioner whose appointments they see; null where they see all.</summary>
    public int? WithinDiaryOf => IsPractitioner ? PractitionerId ?? NoDiary : null;

    /// <summary>Whether they may keep the clinic's records of clients.</summary>
    public bool MayLinkClients => !IsPractitioner;

    /// <summary>Whether they may read clinical notes, of clients they see.</summary>
    public bool MayReadClinical => Role == StaffRoles.Administrator || IsPractitioner;

    /// <summary>How history names them.</summary>
    public Actor Actor => new(ActorKind.Staff, Id, Name);

    /// <summary>Whether they may read what the client wrote about hair, skin or health.</summary>
    public bool MayReadWords(int practitionerId) => Role == StaffRoles.Administrator || (IsPractitioner && PractitionerId == practitionerId);

    /// <summary>A command of theirs to one appointment.</summary>
    public AppointmentCommand Command(Guid appointment, long version, bool tellClient = true) =>
        new(appointment, version, Actor, tellClient) { WithinDiaryOf = WithinDiaryOf };

    /// <summary>Who asks in this request, for the navigation; null where nobody is signed in.</summary>
    public static StaffCaller? Of(HttpContext context) => context.Items[typeof(StaffCaller)] as StaffCaller;
}

/// <summary>Bounds readings to what a member of staff may see. What lies outside is as if it were not there.</summary>
public static class StaffScope
{
    /// <summary>The appointments the caller may see.</summary>
    public static IQueryable<Appointment> VisibleTo(this IQueryable<Appointment> appointments, StaffCaller caller) =>
        caller.WithinDiaryOf is { } practitioner ? appointments.Where(a => a.PractitionerId == practitioner) : appointments;

    /// <summary>The records of the clients the caller may see: all, or those who have been booked with them. Merged ones are seen through the one kept.</summary>
    public static IQueryable<Client> VisibleTo(this IQueryable<Client> clients, StaffCaller caller, ClinicDb db) => caller.WithinDiaryOf is { } practitioner
        ? clients.Where(c => c.RootId == c.Id && db.Clients.Any(o => o.RootId == c.Id && db.Appointments.Any(a => a.PractitionerId == practitioner && a.ClientId == o.Id)))
        : clients.Where(c => c.RootId == c.Id);

    /// <summary>The messages the caller may see: those of the appointments they may see; others only for who sees all.</summary>
    public static IQueryable<OutboxMessage> VisibleTo(this IQueryable<OutboxMessage> messages, StaffCaller caller) =>
        caller.WithinDiaryOf is { } practitioner ? messages.Where(m => m.Appointment!.PractitionerId == practitioner) : messages;
}

/// <summary>Fills an action's <see cref="StaffCaller"/>; nothing that the request says about it counts but the session.</summary>
public sealed class StaffCallerBinder(ClinicDb db) : IModelBinder
{
    /// <inheritdoc/>
    public async Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var http = bindingContext.HttpContext;
        if (!Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
        {
            return;
        }

        var user = await db.Users.AsNoTracking()
            .Where(u => u.Id == id && !u.Disabled)
            .Select(u => new
            {
                u.DisplayName,
                u.PractitionerId,
                Roles = db.UserRoles.Where(r => r.UserId == u.Id).Join(db.Roles, r => r.RoleId, role => role.Id, (_, role) => role.Name).ToList(),
            })
            .FirstOrDefaultAsync(http.RequestAborted)
            ?? throw new InvalidOperationException("The session's user is gone, yet the session was let in.");
        var widest = new[] { StaffRoles.Administrator, StaffRoles.FrontDesk }.FirstOrDefault(user.Roles.Contains) ?? StaffRoles.Practitioner;
        var caller = new StaffCaller(id, user.DisplayName, widest, user.PractitionerId);
        http.Items[typeof(StaffCaller)] = caller;
        bindingContext.ValidationState[caller] = new() { SuppressValidation = true };
        bindingContext.Result = ModelBindingResult.Success(caller);
    }
}
