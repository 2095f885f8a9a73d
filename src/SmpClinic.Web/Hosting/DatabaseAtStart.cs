using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using SmpClinic.Web.Data;
using SmpClinic.Web.Operations;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Gets the database ready before the first request, as far as the settings ask for it. If it cannot be reached the site
/// still starts, says that it is not ready, and goes on trying.
/// </summary>
public sealed class DatabaseAtStart(
    IServiceScopeFactory scopes, StartSettings settings, IHostEnvironment environment, IHostApplicationLifetime lifetime, IServer server, ILogger<DatabaseAtStart> log)
    : BackgroundService
{
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private FileLock? _alone;
    private bool _ready;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _ready = await TryAsync(cancellationToken);
        if (environment.IsDevelopment())
        {
            lifetime.ApplicationStarted.Register(SayHello);
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _alone?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_ready)
        {
            await Task.Delay(Pause, stoppingToken);
            _ready = await TryAsync(stoppingToken);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ClaimAsync(cancellationToken);
            await using var scope = scopes.CreateAsyncScope();
            var key = scope.ServiceProvider.GetRequiredService<FirstKey>();
            if (settings.Provider == DatabaseProvider.Sqlite)
            {
                // The keys lie beside the database, and are there whatever becomes of it.
                await key.MakeAsync(cancellationToken);
            }

            if (settings.MigrateOnStart)
            {
                await scope.ServiceProvider.GetRequiredService<Migration>().RunAsync(cancellationToken);
            }

            if (settings.Provider == DatabaseProvider.SqlServer)
            {
                await key.MakeAsync(cancellationToken);
            }

            if (environment.IsDevelopment())
            {
                var demo = scope.ServiceProvider.GetRequiredService<DemoClinic>();
                await demo.SeedClinicAsync(cancellationToken);
                await scope.ServiceProvider.GetRequiredService<DemoTreatments>().SeedAsync(cancellationToken);
                await demo.SeedStaffAsync(cancellationToken);
                await scope.ServiceProvider.GetRequiredService<DemoDiary>().SeedAsync(cancellationToken);
            }

            return true;
        }
        catch (OperationRefusedException e)
        {
            // Its words say what to do; where it happened in the program helps nobody.
            log.LogError("{Refusal} The site runs without the database and tries again every {Seconds} s", e.Message, Pause.TotalSeconds);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException and not SettingsException)
        {
            log.LogError(e, "The database could not be made ready; the site runs without it and tries again every {Seconds} s", Pause.TotalSeconds);
            return false;
        }
    }

    /// <summary>Makes the embedded database this process's own, or shares it where the settings allow that.</summary>
    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        if (settings.Provider != DatabaseProvider.Sqlite || _alone is not null)
        {
            return;
        }

        var file = new SqliteConnectionStringBuilder(settings.ConnectionString).DataSource;
        Directory.CreateDirectory(settings.DataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        _alone = await FileLock.TakeAsync(file + ".lock", HandOver, cancellationToken, settings.SeveralProcesses)
            ?? throw new SettingsException($"Another process serves {file}. The embedded database has one process at a time; stop that one, or use SqlServer.");
    }

    private void SayHello()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? settings.BaseUrl;
        Console.WriteLine(
            $"""

             The clinic is open:  {address}
             Everything mailed:   {address}/dev/mail
             Staff sign in:       {address}{StaffSignIn.SignInPath}
                                  {string.Join(", ", DemoClinic.StaffEmails)}
                                  password {DemoClinic.StaffPassword}

             """);
    }
}
