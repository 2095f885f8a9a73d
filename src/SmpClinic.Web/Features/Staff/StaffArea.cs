using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Audit;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Features.Staff.Consents;
using SmpClinic.Web.Features.Staff.Content;
using SmpClinic.Web.Features.Staff.DaySheet;
using SmpClinic.Web.Features.Staff.Exports;
using SmpClinic.Web.Features.Staff.Feed;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Features.Staff.PatchTests;
using SmpClinic.Web.Features.Staff.Photos;
using SmpClinic.Web.Features.Staff.Questionnaires;
using SmpClinic.Web.Features.Staff.Reports;
using SmpClinic.Web.Features.Staff.Requests;
using SmpClinic.Web.Features.Staff.Schedule;
using SmpClinic.Web.Features.Staff.Services;
using SmpClinic.Web.Features.Staff.SignIn;
using SmpClinic.Web.Features.Staff.Team;
using SmpClinic.Web.Features.Staff.Today;
using SmpClinic.Web.Features.Staff.WaitingList;

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
        .AddScoped<FreeTimes>()
        .AddScoped<QuestionnaireDesk>()
        .AddScoped<StaffPatchTestDesk>()
        .AddScoped<ProposeDesk>()
        .AddScoped<WaitingListDesk>()
        .AddScoped<CalendarDesk>()
        .AddScoped<ChangeTimeDesk>()
        .AddScoped<GapDesk>()
        .AddScoped<ClientSearch>()
        .AddSingleton<ClientSearchFill>()
        .AddHostedService<ClientSearchWorker>()
        .AddScoped<ClientListDesk>()
        .AddScoped<ClientDesk>()
        .AddScoped<ClientContactDesk>()
        .AddScoped<ClientNotesDesk>()
        .AddScoped<ClientMergeDesk>()
        .AddScoped<ScheduleDesk>()
        .AddScoped<ServicesDesk>()
        .AddScoped<RuleDesk>()
        .AddScoped<ClientLinkingDesk>()
        .AddScoped<StaffPhotosDesk>()
        .AddScoped<PairDesk>()
        .AddScoped<StaffConsentsDesk>()
        .AddScoped<MailDesk>()
        .AddScoped<ContentReading>()
        .AddScoped<MailPreviews>()
        .AddScoped<ContentDesk>()
        .AddScoped<DaySheetDesk>()
        .AddScoped<FeedDesk>()
        .AddScoped<FigureReading>()
        .AddScoped<ReportDesk>()
        .AddScoped<ExportDesk>()
        .AddSingleton<BookableHours>()
        .AddHostedService<FigureWorker>();
}
