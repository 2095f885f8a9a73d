using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Features.Shared;
using SmpClinic.Web.Features.Staff;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Operations;

namespace SmpClinic.Web;

/// <summary>The composition: what is registered, and the pipeline in its order. Reads as a table of contents.</summary>
public static class ClinicApp
{
    /// <summary>Registers everything the site is made of.</summary>
    /// <exception cref="SettingsException">A setting is missing, wrong or not safe enough for Production.</exception>
    public static WebApplicationBuilder AddClinic(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var settings = StartSettings.Read(builder.Configuration, builder.Environment);
        services.AddSingleton(settings);
        services.Configure<ClinicDetails>(builder.Configuration.GetSection("Clinic"));
        services.Configure<SiteSettings>(site => site.BaseUrl = settings.BaseUrl);

        builder.AddServerLimits();
        builder.AddClinicLogging();
        builder.AddTelemetry(settings);
        services.AddSystemd();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IClock, InjectedClock>();
        services.AddSingleton(new ClinicTime(settings.Zone));
        services.AddSingleton(new ClinicCalendar(settings.Zone));

        services.AddClinicDatabase(settings.Provider, settings.ConnectionString, settings.CompatibilityLevel, settings.MaxBatchSize);
        services.AddSingleton<Migration>();
        services.AddScoped<DemoClinic>();
        services.AddScoped<DemoDiary>();
        services.AddScoped<DemoTreatments>();
        services.AddSingleton<LoadSeed>();
        services.AddSingleton<PhotoCopies>();
        services.AddSingleton<FigureFolding>();
        services.AddSingleton<SiteTexts>();
        services.AddSingleton<Backup>();
        services.AddSingleton<AuditAnchor>();
        services.AddSingleton<AuditSealer>();
        services.AddHostedService<AuditSealWorker>();
        services.AddScoped<AuditVerification>();
        services.AddScoped<StaffUsers>();
        services.AddHostedService<DatabaseAtStart>();
        services.AddSingleton<FirstKey>();
        services.AddKeyRing(settings);
        services.AddSingleton<Sealer>();

        // Without published files the framework answers unknown addresses by a rule of its own, which would hide our 404 and 405.
        builder.Configuration["DisableStaticAssetNotFoundRuntimeFallback"] ??= "true";
        builder.Configuration["Mail:PickupFolder"] ??= Path.Combine(settings.DataFolder, "mail");
        services.AddNotifications(builder.Configuration, builder.Environment);
        services.AddBooking(builder.Configuration);
        services.AddWaitingList();
        services.AddSingleton<SealedAnswers>();
        services.AddSingleton<StructuredData>();
        services.AddPhotos(settings);
        services.AddStaffArea();

        services.AddStaffSignIn(settings);
        services.AddPages(settings);
        services.AddSingleton<KeptParts>();
        services.AddContentCache(settings);
        services.AddRateLimits(settings);
        services.AddProxies(settings);
        services.AddHealth();
        return builder;
    }

    /// <summary>The pipeline, outermost first.</summary>
    public static WebApplication UseClinic(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<TakenInTime>();
        app.UseForwardedHeaders();
        app.UseRequestLog();
        app.UseTelemetry();
        app.UseErrorPages();
        app.UseMiddleware<RequestGuards>();
        app.UseRouting();
        app.UseMiddleware<KeptPages>();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseRateLimiter();
        app.UseMiddleware<WholeBodies>();
        app.UseMiddleware<WaitingRoom>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseContentCache();

        app.MapStaticAssets().KeepFontsForGood().AllowAnonymous();
        app.MapControllers().WithStaticAssets();
        app.MapHealth();
        app.MapCspReports();
        return app;
    }
}
