namespace SmpClinic.Web.Features.WaitingList;

/// <summary>Registers the waiting list.</summary>
public static class WaitingListRegistration
{
    /// <summary>Registers it; its limits are among those of booking.</summary>
    public static IServiceCollection AddWaitingList(this IServiceCollection services) => services
        .AddSingleton<OfferHours>()
        .AddSingleton<WaitingMail>()
        .AddSingleton<JoinDesk>()
        .AddSingleton<WaitingCommands>()
        .AddSingleton<WaitingDispatcher>()
        .AddHostedService<WaitingWorker>()
        .AddScoped<WaitingLinkDesk>();
}
