using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>How somebody stands on the waiting list, in words.</summary>
public static class WaitingWords
{
    public static string Of(WaitingState state) => state switch
    {
        WaitingState.Unconfirmed => "Not confirmed yet",
        WaitingState.Waiting => "In line",
        WaitingState.Offered => "A time is offered",
        WaitingState.Booked => "Booked",
        WaitingState.Left => "Left",
        WaitingState.Removed => "Taken off",
        WaitingState.Ended => "Ended",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
