using System.Diagnostics;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Endurance.Tests.Operations;

/// <summary>OP-03 as an operator meets it: the program ends, and says why.</summary>
public sealed class BadSettingsTests
{
    [Fact]
    public async Task OP03_the_program_ends_with_a_named_message_and_not_with_zero()
    {
        // The quick profile takes a few that are found in different places; the long one takes every case.
        var cases = SettingCases.All.Where((one, i) => Profile.IsLong || one.Key is "Site:BaseUrl" or "Mail:Smtp:User" || i % 25 == 0).ToList();
        foreach (var one in cases)
        {
            var (code, output, words) = await RunAsync(SettingCases.With(one));
            Assert.True(code == 1, $"{one}: exit code {code}");
            Assert.Contains(one.Key, words, StringComparison.Ordinal);
            Assert.Contains("\"Action\":\"settings\",\"Outcome\":\"refused\"", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", words, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-of-the-test", output + words, StringComparison.Ordinal);
        }

        Profile.Figure("OP-03", $"{cases.Count} starts with a bad setting: each ended with 1 and a message that names it");
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(Dictionary<string, string?> settings)
    {
        var folder = Directory.CreateTempSubdirectory("clinic-bad-");
        try
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            var program = Path.Combine(Repository.Root, "src", "SmpClinic.Web", "bin", here.Parent!.Name, here.Name, "SmpClinic.Web.dll");
            var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", "--contentRoot", folder.FullName])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder.FullName,
            };
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
            foreach (var (key, value) in settings)
            {
                start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            }

            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
