using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Model.AppointmentStatus;

namespace SmpClinic.Web.Tests;

public sealed class AppointmentStepsTests
{
    private static readonly (AppointmentStatus From, AppointmentStatus To)[] Steps =
    [
        (Requested, Confirmed), (Requested, Declined), (Requested, Cancelled),
        (Confirmed, Arrived), (Confirmed, Completed), (Confirmed, NoShow), (Confirmed, Cancelled),
        (Arrived, Completed),
    ];

    [Fact]
    public void An_appointment_takes_these_steps_and_no_other()
    {
        foreach (var from in Enum.GetValues<AppointmentStatus>())
        {
            foreach (var to in Enum.GetValues<AppointmentStatus>())
            {
                Assert.True(Of(from).MayBecome(to) == Steps.Contains((from, to)), $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void Only_what_is_called_off_gives_its_time_back_and_only_what_lies_ahead_may_change()
    {
        Assert.Equal([Cancelled, Declined], Enum.GetValues<AppointmentStatus>().Where(status => !Of(status).HoldsTime));
        Assert.Equal([Requested, Confirmed], Enum.GetValues<AppointmentStatus>().Where(status => Of(status).IsOpen));
    }

    private static Appointment Of(AppointmentStatus status) => new()
    {
        Reference = "TEST-0001",
        Currency = "GBP",
        ContactName = "Ada Example",
        ContactEmail = "ada@example.com",
        ContactEmailNormalised = "ada@example.com",
        ContactPhone = "+447700900123",
        Status = status,
    };
}
