using SmpClinic.Web.Features.Appointments.PatchTests;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.PatchTests;

/// <summary>What a test is made with.</summary>
public sealed record Products(string Pigment, string Numbing)
{
    /// <summary>As it is read and chosen.</summary>
    public string Words => Numbing.Length == 0 ? Pigment : $"{Pigment} with {Numbing}";
}

/// <summary>What a client reported, opened.</summary>
public sealed record ReportRow(PatchTestReport Report, string? Words);

/// <summary>The patch test of a visit.</summary>
/// <param name="Appointment">With service and practitioner.</param>
/// <param name="Products">The products that services use.</param>
/// <param name="Test">The test; null while none was made.</param>
/// <param name="Reports">What the client reported.</param>
public sealed record PatchTestPage(Appointment Appointment, IReadOnlyList<Products> Products, PatchTest? Test, IReadOnlyList<ReportRow> Reports)
{
    /// <summary>What is wrong with the form that was sent.</summary>
    public FormErrors Errors { get; init; } = new();
}

/// <summary>The words of patch tests for staff.</summary>
public static class PatchTestWords
{
    /// <summary>All that everybody may know of how a treatment stands.</summary>
    public static string Of(PatchTestState state) => state switch
    {
        PatchTestState.Missing => "None that speaks for this visit: it is held",
        PatchTestState.NoResult => "Made, no result yet: the visit is held",
        PatchTestState.Reaction => "Needs a practitioner: the visit is held",
        PatchTestState.Clear => "Valid",
        _ => "Not needed",
    };

    public static string Of(PatchTestResult result) => result switch
    {
        PatchTestResult.None => "Nothing seen",
        PatchTestResult.MildGone => "Mild redness, gone within a day",
        PatchTestResult.Reaction => "Itching, swelling or a blister",
        PatchTestResult.Other => "Something else",
        _ => "No result yet",
    };
}
