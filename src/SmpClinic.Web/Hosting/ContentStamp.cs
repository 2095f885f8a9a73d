using System.Security.Cryptography;
using System.Text;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Names the state of everything visitors read: this release, its settings, and what of the clinic's own texts is read now. Kept
/// pages carry the name in their key, so a page of an older state, or of another release beside this one, is never found again;
/// nothing has to be thrown out anywhere.
/// </summary>
public sealed class ContentStamp(ContentShelf shelf, StartSettings settings)
{
    private readonly string _release = ReleaseOf(settings);

    // Until the database has been asked, the name is this process's own: nothing that others kept is trusted.
    private volatile string _current = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The name of the present state.</summary>
    public string Current => _current;

    /// <summary>Looks whether the content has changed. What was known stays where the database cannot be asked.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        // The texts are on the shelf before their state has its name: what is rendered under it is never older than it says.
        var stored = await shelf.LookAsync(cancellationToken);
        var name = $"{_release}-{stored.Name}";
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
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(5);

    /// <summary>Before the first visitor comes, or as soon after as the database answers.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PatienceAtStart);
        try
        {
            await stamp.LookAsync(patience.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "The clinic's own texts cannot be read yet; until they can, the program's are shown");
        }

        await base.StartAsync(cancellationToken);
    }

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
