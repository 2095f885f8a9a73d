using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Audit;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Features.Staff.Requests;
using SmpClinic.Web.Features.Staff.SignIn;
using SmpClinic.Web.Features.Staff.Team;
using SmpClinic.Web.Features.Staff.Today;

namespace SmpClinic.Web.Features.Staff;

/// <summary>Registers the desks of the staff area.</summary>
public static class StaffArea
{
    /// <summary>Registers them; sign-in itself is configured by the hosting.</summary>
    public static IServiceCollection AddStaffArea(this IServiceCollection services) => services
        .AddSingleton<DecoyPassword>()
        .AddSingleton<CountedTries>()
        .AddSingleton<Authenticators>()
        .AddSingleton<NewFactors>()
        .AddSingleton<HeldForms>()
        .AddSingleton<SignInNotices>()
        .AddScoped<PasskeyCeremony>()
        .AddScoped<SignInDesk>()
        .AddScoped<PasswordDesk>()
        .AddScoped<SecondFactorDesk>()
        .AddScoped<SetUpDesk>()
        .AddScoped<FactorsDesk>()
        .AddScoped<ProofDesk>()
        .AddScoped<SessionsDesk>()
        .AddScoped<TeamDesk>()
        .AddScoped<AuditDesk>()
        .AddScoped<TodayDesk>()
        .AddScoped<RequestsDesk>()
        .AddScoped<AppointmentListDesk>()
        .AddScoped<AppointmentPageDesk>()
        .AddScoped<MoveDesk>()
        .AddScoped<CalendarDesk>()
        .AddScoped<ChangeTimeDesk>()
        .AddScoped<GapDesk>()
        .AddScoped<ClientLinkingDesk>()
        .AddScoped<MailDesk>();
}
