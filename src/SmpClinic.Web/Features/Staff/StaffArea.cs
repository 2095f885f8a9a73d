using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Features.Staff.PatchTests;
using SmpClinic.Web.Features.Staff.Questionnaires;
using SmpClinic.Web.Features.Staff.Requests;
using SmpClinic.Web.Features.Staff.Schedule;
using SmpClinic.Web.Features.Staff.Services;
using SmpClinic.Web.Features.Staff.SignIn;
using SmpClinic.Web.Features.Staff.Today;

namespace SmpClinic.Web.Features.Staff;

/// <summary>Registers the desks of the staff area.</summary>
public static class StaffArea
{
    /// <summary>Registers them; sign-in itself is configured by the hosting.</summary>
    public static IServiceCollection AddStaffArea(this IServiceCollection services) => services
        .AddSingleton<DecoyPassword>()
        .AddSingleton<PasswordTries>()
        .AddScoped<SignInDesk>()
        .AddScoped<TodayDesk>()
        .AddScoped<RequestsDesk>()
        .AddScoped<AppointmentListDesk>()
        .AddScoped<AppointmentPageDesk>()
        .AddScoped<MoveDesk>()
        .AddScoped<QuestionnaireDesk>()
        .AddScoped<StaffPatchTestDesk>()
        .AddScoped<ProposeDesk>()
        .AddScoped<CalendarDesk>()
        .AddScoped<ChangeTimeDesk>()
        .AddScoped<GapDesk>()
        .AddScoped<ScheduleDesk>()
        .AddScoped<ServicesDesk>()
        .AddScoped<RuleDesk>()
        .AddScoped<ClientLinkingDesk>()
        .AddScoped<MailDesk>();
}
