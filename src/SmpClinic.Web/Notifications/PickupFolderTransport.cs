using System.Globalization;
using Microsoft.Extensions.Options;
using MimeKit;
using NodaTime;
using NodaTime.Text;

namespace SmpClinic.Web.Notifications;

/// <summary>Writes each message to a folder as an .eml file. A reader sees whole files only: they get their name when complete.</summary>
public sealed class PickupFolderTransport(IOptions<MailSettings> settings, IClock clock) : IMailTransport, IMailRound
{
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("uuuuMMddHHmmssfff");

    /// <inheritdoc/>
    public IMailRound Begin() => this;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(Guid id, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        var folder = settings.Value.PickupFolder;
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Stamp.Format(clock.GetCurrentInstant())}-{id:N}.eml"));
        var unfinished = path + ".part";
        try
        {
            Directory.CreateDirectory(folder);
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await message.WriteToAsync(MimeBytes.Format, file, cancellationToken);
            }

            File.Move(unfinished, path, overwrite: true);
            return Delivery.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk or a forbidden folder is nobody's message's fault.
            return new(DeliveryEnd.Unavailable, e.GetType().Name + " while writing to the pickup folder");
        }
    }
}
