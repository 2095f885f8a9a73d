using Microsoft.Extensions.Options;

namespace SmpClinic.Web.Notifications;

/// <summary>Registers mail: settings, queue, workers and the configured transport.</summary>
public static class NotificationRegistration
{
    /// <summary>
    /// Registers mail. Expects <see cref="NodaTime.IClock"/>, <see cref="TimeProvider"/>, the database, the sealer and the clinic's
    /// details to be registered too. Settings that cannot work stop the start.
    /// </summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<MailSettings>().Bind(configuration.GetSection(MailSettings.Section)).PostConfigure(mail => Prepare(mail, environment)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailSettings>, MailSettingsCheck>();
        services.AddSingleton<NotificationService>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<MailTrial>();
        services.AddSingleton<SmtpTransport>();
        services.AddSingleton<PickupFolderTransport>();
        services.AddSingleton<IMailTransport>(sp => sp.GetRequiredService<IOptions<MailSettings>>().Value.Transport == MailTransportKind.Smtp
            ? sp.GetRequiredService<SmtpTransport>()
            : sp.GetRequiredService<PickupFolderTransport>());
        services.AddSingleton<TransportBreaker>();
        services.AddSingleton<SenderPulse>();
        services.AddSingleton<OutboxLeases>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddSingleton<ReminderDispatcher>();
        services.AddSingleton<QuestionnaireReminders>();
        services.AddHostedService<OutboxWorker>();
        services.AddHostedService<ReminderWorker>();
        return services;
    }

    // Only on a developer's machine may anything be left unsaid.
    private static void Prepare(MailSettings mail, IHostEnvironment environment)
    {
        if (!string.IsNullOrWhiteSpace(mail.PickupFolder))
        {
            mail.PickupFolder = Path.GetFullPath(mail.PickupFolder, environment.ContentRootPath);
        }

        if (environment.IsDevelopment())
        {
            mail.Transport ??= MailTransportKind.PickupFolder;
            mail.From = string.IsNullOrWhiteSpace(mail.From) ? "hello@example.com" : mail.From;
        }
    }
}
