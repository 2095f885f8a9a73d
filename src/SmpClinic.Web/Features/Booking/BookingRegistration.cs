using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Appointments.PatchTests;
using SmpClinic.Web.Features.Suitability;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Registers the desks of booking and of the client's link.</summary>
public static class BookingRegistration
{
    /// <summary>Registers the desks; limits come from the section <c>Limits</c>.</summary>
    public static IServiceCollection AddBooking(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<BookingLimits>(configuration.GetSection("Limits"));
        services.AddSingleton<Diary>();
        services.AddSingleton<FillClock>();
        services.AddSingleton<FormKeys>();
        services.AddSingleton<DetailsPages>();
        services.AddSingleton<MailCodeDesk>();
        services.AddSingleton<SealedChecks>();
        services.AddSingleton<BookingDesk>();
        services.AddSingleton<TimesDesk>();
        services.AddSingleton<HoldDesk>();
        services.AddHostedService<HoldWorker>();
        services.AddSingleton<AppointmentCommands>();
        services.AddSingleton<ClientCodes>();
        services.AddSingleton(new Rulebooks(Questions.Table, Questions.Version));
        services.AddSingleton<HealthVerdicts>();
        services.AddSingleton<HealthDesk>();
        services.AddSingleton<PatchTestDesk>();
        services.AddScoped<ClientLinkDesk>();
        services.AddSingleton<OfferLapses>();
        services.AddHostedService<OfferWorker>();
        return services;
    }
}
