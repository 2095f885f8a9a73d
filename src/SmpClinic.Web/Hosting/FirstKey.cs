using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Operations;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Nodes that start on an empty key ring at once would each make a key and not hear of the others' for a day; forms and
/// sign-ins of one would be refused by the next. So the ring is first read, and its first key made, by one node at a time.
/// </summary>
public sealed class FirstKey(IDataProtectionProvider protection, IDbContextFactory<ClinicDb> contexts, StartSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads the ring, and makes the first key where there is none.</summary>
    /// <exception cref="IOException">The key folder cannot be used.</exception>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (settings.Provider == DatabaseProvider.SqlServer)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var one = await ServerLock.TakeAsync(db, "FirstKey", Patience, cancellationToken) ?? throw new TimeoutException("Another node has been making the first key for too long.");
            Read();
            return;
        }

        // Not a key's name: the ring is made of .xml files.
        Directory.CreateDirectory(settings.KeyFolder);
        using var alone = await FileLock.TakeAsync(Path.Combine(settings.KeyFolder, "first-key.lock"), Patience, cancellationToken)
            ?? throw new IOException($"The key folder {settings.KeyFolder} cannot be written, or another node holds it.");
        Read();
    }

    /// <summary>The first use of any protector reads the ring and keeps it in memory.</summary>
    private void Read() => protection.CreateProtector("SmpClinic.FirstKey").Protect([1]);
}
