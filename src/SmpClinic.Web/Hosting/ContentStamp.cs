using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Names the state of everything visitors read: this release, its settings, and how often the content has changed since. Kept
/// pages carry the name in their key, so a page of an older state, or of another release beside this one, is never found again;
/// nothing has to be thrown out anywhere.
/// </summary>
public sealed class ContentStamp(IDbContextFactory<ClinicDb> contexts, StartSettings settings)
{
    private readonly string _release = ReleaseOf(settings);

    // Until the database has been asked, the name is this process's own: nothing that others kept is trusted.
    private volatile string _current = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The name of the present state.</summary>
    public string Current => _current;

    /// <summary>Looks whether the content has changed. What was known stays where the database cannot be asked.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var number = await db.Stamps.Where(s => s.Name == Stamp.Content).Select(s => s.Number).FirstOrDefaultAsync(cancellationToken);
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_release}-{number}");
        if (!string.Equals(name, _current, StringComparison.Ordinal))
        {
            _current = name;
        }
    }

    /// <summary>Two nodes get one name exactly when they would render the same pages.</summary>
    private static string ReleaseOf(StartSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var assembly = typeof(ContentStamp).Assembly;
        hash.AppendData(assembly.ManifestModule.ModuleVersionId.ToByteArray());
        hash.AppendData(Encoding.UTF8.GetBytes(settings.ContentSettings));

        // Where pages are shared, a new stylesheet alone is a new release too: pages name it by its content.
        var files = Path.ChangeExtension(assembly.Location, ".staticwebassets.endpoints.json");
        if (settings.Redis is not null && File.Exists(files))
        {
            hash.AppendData(File.ReadAllBytes(files));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}

/// <summary>Looks every three seconds, so that within five every node shows what has changed.</summary>
public sealed class ContentStampWorker(ContentStamp stamp, TimeProvider time, ILogger<ContentStampWorker> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var away = false;
        using var timer = new PeriodicTimer(Poll, time);
        do
        {
            try
            {
                await stamp.LookAsync(stoppingToken);
                away = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (!away)
                {
                    log.LogWarning(e, "Whether the content has changed cannot be asked; kept pages are served as they are");
                }

                away = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
