using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>A form with a passkey in it.</summary>
/// <param name="Action">Where it is sent.</param>
/// <param name="Act"><c>get</c> for one that is there, <c>create</c> for a new one.</param>
/// <param name="Label">What its button says.</param>
/// <param name="Question">What the browser asks.</param>
public sealed record PasskeyView(string Action, string Act, string Label, PasskeyQuestion Question)
{
    /// <summary>Where to go then.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>A form that waits for it, sealed.</summary>
    public string? Held { get; init; }

    /// <summary>Whether it is the page's main button.</summary>
    public bool Main { get; init; }

    /// <summary>What is wrong with the name; null where none is asked for.</summary>
    public FormErrors? Errors { get; init; }
}

/// <summary>The steps by which an app is set up.</summary>
public sealed record NewAppView(NewApp App, string Action, string Label, FormErrors Errors)
{
    /// <summary>Where to go then.</summary>
    public string? ReturnUrl { get; init; }
}

/// <summary>A table of sign-ins.</summary>
/// <param name="Sessions">The sign-ins.</param>
/// <param name="Address">Under which they are ended.</param>
/// <param name="MayEndAll">Whether there is one button for all others.</param>
public sealed record SessionsView(IReadOnlyList<SessionLine> Sessions, string Address, bool MayEndAll);
