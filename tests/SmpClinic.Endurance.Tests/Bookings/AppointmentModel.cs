using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>How one appointment stands.</summary>
internal sealed record Standing(AppointmentStatus Status, long Version, Instant Start);

/// <summary>A command to it with its answer, or a look at how it stands.</summary>
internal abstract record StandingAct
{
    /// <summary>A step to another status, or to another start.</summary>
    /// <param name="Shown">The version its giver had before them; null where any would do.</param>
    /// <param name="Become">The status asked for; null for a move.</param>
    /// <param name="Start">The start asked for; null for a change of status.</param>
    /// <param name="End">The answer.</param>
    public sealed record Step(long? Shown, AppointmentStatus? Become, Instant? Start, CommandEnd End) : StandingAct;

    /// <summary>What was read.</summary>
    public sealed record Look(Standing Seen) : StandingAct;
}

/// <summary>
/// The state machine of an appointment, written down a second time and by hand: what each command must answer in each state, and
/// what it then makes of it. It shares nothing with the code but the names of the states.
/// </summary>
internal static class AppointmentModel
{
    /// <summary>From where to where. What is not here is not allowed; nothing leads out of the last four.</summary>
    public static readonly IReadOnlyDictionary<AppointmentStatus, AppointmentStatus[]> Steps = new Dictionary<AppointmentStatus, AppointmentStatus[]>
    {
        [AppointmentStatus.Requested] = [AppointmentStatus.Confirmed, AppointmentStatus.Declined, AppointmentStatus.Cancelled],
        [AppointmentStatus.Confirmed] = [AppointmentStatus.Arrived, AppointmentStatus.Completed, AppointmentStatus.NoShow, AppointmentStatus.Cancelled],
        [AppointmentStatus.Arrived] = [AppointmentStatus.Completed],
        [AppointmentStatus.Completed] = [],
        [AppointmentStatus.NoShow] = [],
        [AppointmentStatus.Cancelled] = [],
        [AppointmentStatus.Declined] = [],
    };

    /// <summary>How it stands after an act; null where the answer cannot be.</summary>
    public static Standing? After(Standing now, StandingAct act) => act switch
    {
        StandingAct.Look look => look.Seen == now ? now : null,
        StandingAct.Step step => Answer(now, step) is var (end, then) && end == step.End ? then : null,
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "The model knows no such act."),
    };

    private static (CommandEnd End, Standing Then) Answer(Standing now, StandingAct.Step step)
    {
        if (step.Shown is { } shown && shown != now.Version)
        {
            return (CommandEnd.Stale, now);
        }

        if (step.Start is { } start)
        {
            return now.Status is not (AppointmentStatus.Requested or AppointmentStatus.Confirmed) ? (CommandEnd.NotAllowed, now)
                : start == now.Start ? (CommandEnd.Done, now)
                : (CommandEnd.Done, now with { Start = start, Version = now.Version + 1 });
        }

        var become = step.Become!.Value;
        return become == AppointmentStatus.Cancelled && now.Status == become ? (CommandEnd.Done, now)
            : Steps[now.Status].Contains(become) ? (CommandEnd.Done, now with { Status = become, Version = now.Version + 1 })
            : (CommandEnd.NotAllowed, now);
    }
}
