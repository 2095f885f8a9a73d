using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Operations;

/// <summary>What the program does besides serving the site. Each verb ends with 0, or says what is wrong and ends with 1.</summary>
public static class Verbs
{
    private const int LoadPractitioners = 40;

    /// <summary>Whether the command line names a verb or asks for help; options alone are settings of the site.</summary>
    public static bool AreAskedFor(string[] args) =>
        args.Length > 0 && (!args[0].StartsWith('-') || args[0] is "--help" or "-h" or "-?" or "--version");

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("The clinic's website and booking. Without a verb it serves the site.")
        {
            Migrate(),
            Seed(),
            Users(),
            BackupTo(),
            RestoreFrom(),
            Mail(),
            HealthOf(),
            Content(),
            Verify(),
        };
        return root.Parse(args).InvokeAsync();
    }

    private static Command Migrate()
    {
        var command = new Command("migrate", "Brings the database up to date and stops.");
        command.SetAction((_, stop) => DoAsync(async services =>
        {
            await services.GetRequiredService<Migration>().RunAsync(stop);
            Say("The database is up to date.");
        }));
        return command;
    }

    private static Command Seed()
    {
        var demo = new Command("demo", "The invented demonstration clinic with a diary; in Development with staff who can sign in.");
        demo.SetAction((_, stop) => DoAsync(async services =>
        {
            await services.GetRequiredService<Migration>().RunAsync(stop);
            var clinic = services.GetRequiredService<DemoClinic>();
            await clinic.SeedClinicAsync(stop);
            await services.GetRequiredService<DemoTreatments>().SeedAsync(stop);
            await services.GetRequiredService<DemoDiary>().SeedAsync(stop);
            if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            {
                await clinic.SeedStaffAsync(stop);
            }

            Say("The demonstration clinic is there.");
        }));

        var appointments = new Option<int>("--appointments") { Description = "How many appointments, half past and half to come.", Required = true };
        var practitioners = new Option<int>("--practitioners") { Description = "For how many invented practitioners, each with a room.", DefaultValueFactory = _ => LoadPractitioners };
        Bound(appointments, 1, 10_000_000);
        Bound(practitioners, 1, 1_000);
        var load = new Command("load", "Fills the diary for measuring at scale. Everybody in it is invented.") { appointments, practitioners };
        load.SetAction((parsed, stop) => DoAsync(async services =>
        {
            await services.GetRequiredService<Migration>().RunAsync(stop);
            await services.GetRequiredService<DemoClinic>().SeedClinicAsync(stop);
            var watch = Stopwatch.StartNew();
            var (visits, cells, clients) = await services.GetRequiredService<LoadSeed>().RunAsync(parsed.GetValue(appointments), parsed.GetValue(practitioners), stop);
            Say(string.Create(CultureInfo.InvariantCulture, $"{visits} appointments, {cells} claimed cells and {clients} clients in {watch.Elapsed.TotalSeconds:0.0} s."));
        }));
        return new Command("seed", "Fills the database with invented data.") { demo, load };
    }

    private static Command Users()
    {
        var email = new Option<string>("--email") { Description = "The user's e-mail address.", Required = true };
        var role = new Option<string>("--role") { Description = string.Join(", ", StaffRoles.All) + ".", Required = true };
        var name = new Option<string?>("--name") { Description = "What colleagues call them." };
        var add = new Command("add", "Adds a staff user and prints a link, good once and for 24 hours, to set a password.") { email, role, name };
        add.SetAction((parsed, stop) => DoAsync(async services =>
        {
            if (services.GetRequiredService<Hosting.StartSettings>().MigrateOnStart)
            {
                await services.GetRequiredService<Migration>().RunAsync(stop);
            }

            var link = await services.GetRequiredService<StaffUsers>().AddAsync(parsed.GetValue(email)!, parsed.GetValue(role)!, parsed.GetValue(name), stop);
            services.GetRequiredService<Hosting.SecurityLog>().NoteAtCommandLine(Hosting.SecurityEvent.StaffAdded);
            Say(link);
        }));
        var reset = new Option<bool>("--reset-factors") { Description = "Also takes their second factors away, for somebody who has lost them and every recovery code." };
        var link = new Command("link", "Prints a new link, good once and for 24 hours, to set a password. For who cannot ask an administrator.") { email, reset };
        link.SetAction((parsed, stop) => DoAsync(async services =>
        {
            Say(await services.GetRequiredService<StaffUsers>().AgainAsync(parsed.GetValue(email)!, parsed.GetValue(reset), stop));
            services.GetRequiredService<Hosting.SecurityLog>().NoteAtCommandLine(Hosting.SecurityEvent.StaffLinkMade);
        }));
        return new Command("users", "Staff users.") { add, link };
    }

    private static Command BackupTo()
    {
        var path = new Argument<string>("PATH") { Description = "A file that does not exist yet." };
        var command = new Command("backup", "Copies the embedded database while the site runs, and clients' photos into a folder beside the copy.") { path };
        command.SetAction((parsed, stop) => DoAsync(async services =>
        {
            Miss(await services.GetRequiredService<Backup>().CreateAsync(parsed.GetValue(path)!, stop));
            Say("The backup is whole. Keep the key folder too, but in another place: without it sealed words cannot be read, with it anybody can.");
        }));
        return command;
    }

    private static Command RestoreFrom()
    {
        var path = new Argument<string>("PATH") { Description = "A file made by 'backup'." };
        var command = new Command("restore", "Puts a backup, photos included, in the place of the embedded database. The site must not run.") { path };
        command.SetAction((parsed, stop) => DoAsync(async services =>
        {
            Miss(await services.GetRequiredService<Backup>().RestoreAsync(parsed.GetValue(path)!, stop));
            Say("The backup is in place; the database before it is kept beside it, as .before-restore.");
        }));
        return command;
    }

    private static Command Mail()
    {
        var to = new Option<string>("--to") { Description = "Where the message goes.", Required = true };
        var test = new Command("test", "Sends one message through the configured transport.") { to };
        test.SetAction((parsed, stop) => DoAsync(async services =>
        {
            var end = await services.GetRequiredService<MailTrial>().SendAsync(parsed.GetValue(to)!, new TestEmail(), stop);
            if (end.End != DeliveryEnd.Delivered)
            {
                throw new OperationRefusedException($"The message did not leave ({end.End}): {end.Words}");
            }

            Say("The message has left.");
        }));
        return new Command("mail", "Mail.") { test };
    }

    private static Command Content()
    {
        var changed = new Command("changed", "Has every node render its pages anew, within five seconds.");
        changed.SetAction((_, stop) => DoAsync(async services =>
        {
            var now = services.GetRequiredService<NodaTime.IClock>().GetCurrentInstant();
            Written<bool> written;
            do
            {
                written = await services.GetRequiredService<ClinicWrites>().RunAsync(
                    async (db, ct) =>
                    {
                        await Stamps.RaiseAsync(db, Stamp.Content, now, ct);
                        return true;
                    },
                    stop);
            }
            while (written.End == WriteEnd.DuplicateKey); // two made the row at once; it is there now
            Say("Every node shows it within five seconds.");
        }));
        return new Command("content", "What visitors read.") { changed };
    }

    private static Command Verify()
    {
        var without = new Option<bool>("--without-anchor") { Description = "On a machine that has never run the site: whether links were cut off at the end is then not judged." };
        var command = new Command("verify", "Looks at the whole of history: whether any entry was changed, removed, slipped in or cut off. Ends with 1 if so, and says where.") { without };
        command.SetAction((parsed, stop) => DoAsync(async services =>
        {
            var report = await services.GetRequiredService<AuditVerification>().RunAsync(parsed.GetValue(without), stop);
            foreach (var note in report.Notes)
            {
                Say(note);
            }

            if (report.Faults.Count > 0)
            {
                throw new OperationRefusedException("History is not whole." + Environment.NewLine + string.Join(Environment.NewLine, report.Faults));
            }

            Say(string.Create(CultureInfo.InvariantCulture, $"History is whole: {report.Sealed} entries sealed, {report.Owed} owed their seal, last link {report.Hash}."));
        }));
        return command;
    }

    private static Command HealthOf()
    {
        var url = new Option<Uri>("--url") { Description = "The address to ask.", DefaultValueFactory = _ => new("http://localhost:8080/health/live") };
        var command = new Command("health", "Asks a running site how it is; for containers that have no other tool.") { url };
        command.SetAction(async (parsed, stop) =>
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            try
            {
                using var answer = await http.GetAsync(parsed.GetValue(url), stop);
                Say(await answer.Content.ReadAsStringAsync(stop));
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                await Console.Error.WriteLineAsync("No answer.");
                return 1;
            }
        });
        return command;
    }

    /// <summary>Runs a verb with the site's own services, without starting the site.</summary>
    private static async Task<int> DoAsync(Func<IServiceProvider, Task> work)
    {
        try
        {
            await using var app = WebApplication.CreateBuilder().AddClinic().Build();
            await using var scope = app.Services.CreateAsyncScope();
            await work(scope.ServiceProvider);
            return 0;
        }
        catch (Exception e) when (e is OperationRefusedException or FormatException or InvalidOperationException or Hosting.SettingsException
            or Microsoft.Extensions.Options.OptionsValidationException or IOException or UnauthorizedAccessException or DbUpdateException or System.Data.Common.DbException
            or DatabaseAwayException or DatabaseBusyException or TimeoutException or ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static void Bound(Option<int> option, int from, int to) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < from || result.GetValueOrDefault<int>() > to)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be from {from} to {to}."));
        }
    });

    private static void Miss(int photos)
    {
        if (photos > 0)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{photos} photos are not in it: their files are gone, or went while the copy was made."));
        }
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
