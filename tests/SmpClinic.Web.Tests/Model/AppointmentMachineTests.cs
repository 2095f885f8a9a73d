using System.Runtime.CompilerServices;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests;

public sealed class AppointmentMachineTests
{
    private const string From = "<!-- steps -->";
    private const string To = "<!-- end -->";

    /// <summary>Set UPDATE_STATES=1 to write the table anew, then read the difference.</summary>
    [Fact]
    public async Task The_page_that_draws_the_steps_has_every_step_of_the_table_and_no_other()
    {
        var file = Path.Combine(Folder(), "../../../docs/appointment-states.md");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var (begin, end) = (text.IndexOf(From, StringComparison.Ordinal) + From.Length, text.IndexOf(To, StringComparison.Ordinal));
        var rows = "\n\n| from | act | by | to | if |\n|---|---|---|---|---|\n" + string.Concat(AppointmentMachine.Steps.Select(
            s => $"| {s.From} | {s.Act} | {string.Join(", ", s.By)} | {s.To} | {(s.Conditions == StepConditions.None ? "" : s.Conditions)} |\n")) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_STATES") == "1")
        {
            await File.WriteAllTextAsync(file, text[..begin] + rows + text[end..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(rows, text[begin..end]);
        Assert.All(AppointmentMachine.Steps.Where(s => s.From != s.To), s => Assert.Contains($"{s.From} --> {s.To}: {s.Act}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void No_step_is_written_down_twice_and_what_is_over_stays_over()
    {
        Assert.Equal(AppointmentMachine.Steps.Count, AppointmentMachine.Steps.DistinctBy(s => (s.From, s.Act)).Count());
        Assert.DoesNotContain(AppointmentMachine.Steps, s => s.From is AppointmentStatus.Completed or AppointmentStatus.NoShow or AppointmentStatus.Cancelled or AppointmentStatus.Declined);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
