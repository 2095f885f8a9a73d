namespace SmpClinic.Web.Operations;

/// <summary>A file that one process holds at a time; the system lets go of it when the process ends, however it ends.</summary>
internal sealed class FileLock : IDisposable
{
    private const int EAgainOnLinux = 11;
    private const int EAgainOnMac = 35;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or gives up after a while with null.</summary>
    /// <exception cref="IOException">The file cannot be made there.</exception>
    /// <param name="path">The file; it is made if it is not there.</param>
    /// <param name="patience">How long to wait for those who hold it.</param>
    /// <param name="cancellationToken">Gives up at once.</param>
    /// <param name="shared">Whether others may hold it too who also only share it.</param>
    public static async Task<FileLock?> TakeAsync(string path, TimeSpan patience, CancellationToken cancellationToken, bool shared = false)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileLock(shared
                    ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read)
                    : new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (waited >= patience)
                {
                    return null;
                }

                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Whether somebody holds it, as against a folder that is missing or a disk that is full.</summary>
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is EAgainOnLinux or EAgainOnMac or SharingViolation or LockViolation;

    public void Dispose() => _file.Dispose();
}
