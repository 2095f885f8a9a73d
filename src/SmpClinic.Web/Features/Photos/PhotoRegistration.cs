using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Photos;
using SmpClinic.Web.Features.Consents;
using SmpClinic.Web.Features.Gallery;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Photos;

/// <summary>Registers what takes in, keeps and shows photos, and what was agreed to about them and the rest.</summary>
public static class PhotoRegistration
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddPhotos(this IServiceCollection services, StartSettings settings)
    {
        services.AddSingleton(provider => new PhotoStore(settings.PhotoFolder, provider.GetRequiredService<Sealer>()));
        services.AddSingleton<Pictures>();
        services.AddSingleton<PhotoIntake>();
        services.AddSingleton<PhotoRights>();
        services.AddSingleton<PhotoSweep>();
        services.AddHostedService<PhotoWorker>();
        services.AddSingleton<ConsentDesk>();
        services.AddScoped<ClientPhotosDesk>();
        services.AddScoped<GalleryDesk>();
        return services;
    }
}
