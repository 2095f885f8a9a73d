namespace SmpClinic.Web.Model;

/// <summary>What can be done with an appointment.</summary>
public enum AppointmentAct
{
    Confirm,
    Decline,
    Cancel,

    /// <summary>Another time, length, person or room.</summary>
    Move,

    /// <summary>Other times are kept for the client to choose from.</summary>
    ProposeTimes,

    /// <summary>Those times are let go again.</summary>
    WithdrawTimes,

    /// <summary>The client takes one of those times.</summary>
    PickTime,

    /// <summary>The client says that none of them suits.</summary>
    TurnTimesDown,

    /// <summary>Nobody answered until those times ran out.</summary>
    LapseTimes,

    Arrive,
    Complete,
    MissVisit,
}

/// <summary>What has to hold for a step besides the status.</summary>
[Flags]
public enum StepConditions
{
    None = 0,

    /// <summary>A client is held to the service's cut-off; staff are not.</summary>
    ClientsBeforeCutOff = 1,

    /// <summary>The diary has the time; staff may set that aside on purpose, with a reason, when they move.</summary>
    TimeFree = 2,

    /// <summary>A reason is given, which the client reads.</summary>
    ReasonGiven = 4,

    /// <summary>Times that were proposed are still kept.</summary>
    TimesKept = 8,

    /// <summary>They have run out.</summary>
    TimesRunOut = 16,
}

/// <summary>One step of the machine.</summary>
/// <param name="From">The status it starts from.</param>
/// <param name="Act">What is done.</param>
/// <param name="By">Who may do it. Staff are all three roles, a practitioner within their own diary.</param>
/// <param name="To">The status it ends in.</param>
/// <param name="Conditions">What else has to hold.</param>
public sealed record AppointmentStep(
    AppointmentStatus From, AppointmentAct Act, IReadOnlyList<ActorKind> By, AppointmentStatus To, StepConditions Conditions = StepConditions.None);

/// <summary>
/// The states of an appointment and every step between them. All commands ask here and nowhere else; <c>docs/appointment-states.md</c>
/// draws it, and tests walk every status, act and role through the real pages.
/// </summary>
public static class AppointmentMachine
{
    private static readonly ActorKind[] Staff = [ActorKind.Staff];
    private static readonly ActorKind[] Client = [ActorKind.Client];
    private static readonly ActorKind[] ClientOrStaff = [ActorKind.Client, ActorKind.Staff];
    private static readonly ActorKind[] TheSite = [ActorKind.System];

    /// <summary>Every step there is.</summary>
    public static readonly IReadOnlyList<AppointmentStep> Steps =
    [
        new(AppointmentStatus.Requested, AppointmentAct.Confirm, Staff, AppointmentStatus.Confirmed),
        new(AppointmentStatus.Requested, AppointmentAct.Decline, Staff, AppointmentStatus.Declined, StepConditions.ReasonGiven),
        new(AppointmentStatus.Requested, AppointmentAct.Cancel, ClientOrStaff, AppointmentStatus.Cancelled, StepConditions.ClientsBeforeCutOff),
        new(AppointmentStatus.Requested, AppointmentAct.Move, ClientOrStaff, AppointmentStatus.Requested, StepConditions.ClientsBeforeCutOff | StepConditions.TimeFree),
        new(AppointmentStatus.Requested, AppointmentAct.ProposeTimes, Staff, AppointmentStatus.Requested, StepConditions.TimeFree),
        new(AppointmentStatus.Requested, AppointmentAct.WithdrawTimes, Staff, AppointmentStatus.Requested, StepConditions.TimesKept),
        new(AppointmentStatus.Requested, AppointmentAct.PickTime, Client, AppointmentStatus.Confirmed, StepConditions.TimesKept),
        new(AppointmentStatus.Requested, AppointmentAct.TurnTimesDown, Client, AppointmentStatus.Requested, StepConditions.TimesKept),
        new(AppointmentStatus.Requested, AppointmentAct.LapseTimes, TheSite, AppointmentStatus.Requested, StepConditions.TimesRunOut),
        new(AppointmentStatus.Confirmed, AppointmentAct.Cancel, ClientOrStaff, AppointmentStatus.Cancelled, StepConditions.ClientsBeforeCutOff),
        new(AppointmentStatus.Confirmed, AppointmentAct.Move, ClientOrStaff, AppointmentStatus.Confirmed, StepConditions.ClientsBeforeCutOff | StepConditions.TimeFree),
        new(AppointmentStatus.Confirmed, AppointmentAct.Arrive, Staff, AppointmentStatus.Arrived),
        new(AppointmentStatus.Confirmed, AppointmentAct.Complete, Staff, AppointmentStatus.Completed),
        new(AppointmentStatus.Confirmed, AppointmentAct.MissVisit, Staff, AppointmentStatus.NoShow),
        new(AppointmentStatus.Arrived, AppointmentAct.Complete, Staff, AppointmentStatus.Completed),
    ];

    /// <summary>The step an act is from a status for somebody; null where there is none.</summary>
    public static AppointmentStep? Find(AppointmentStatus from, AppointmentAct act, ActorKind by) =>
        Steps.FirstOrDefault(step => step.From == from && step.Act == act && step.By.Contains(by));

    /// <summary>Whether an act would lead to where things stand already, so that doing it again is no fault: a cancelled visit is cancelled.</summary>
    public static bool IsAlreadySo(AppointmentStatus from, AppointmentAct act) => from == AppointmentStatus.Cancelled && act == AppointmentAct.Cancel;

    /// <summary>The act that marks a visit as a status on the day; null for a status that is no mark.</summary>
    public static AppointmentAct? Marking(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Arrived => AppointmentAct.Arrive,
        AppointmentStatus.Completed => AppointmentAct.Complete,
        AppointmentStatus.NoShow => AppointmentAct.MissVisit,
        _ => null,
    };
}
