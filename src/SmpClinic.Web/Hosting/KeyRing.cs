using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Where the keys lie that seal cookies, forms and sensitive words: beside the embedded database, or, where several nodes
/// share one server, in it and then enciphered with a certificate that is not.
/// </summary>
public static class KeyRing
{
    public static void AddKeyRing(this IServiceCollection services, StartSettings settings)
    {
        var ring = services.AddDataProtection().SetApplicationName("SmpClinic");
        if (settings.Provider == DatabaseProvider.SqlServer)
        {
            services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<SqlServerClinicDb>>().CreateDbContext());
            ring.PersistKeysToDbContext<SqlServerClinicDb>();
        }
        else
        {
            ring.PersistKeysToFileSystem(new DirectoryInfo(settings.KeyFolder));
        }

        if (settings.CertificatePath is { } path)
        {
            ring.ProtectKeysWithCertificate(Certificate(path, settings.CertificatePassword));
        }
    }

    private static X509Certificate2 Certificate(string path, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, password, X509KeyStorageFlags.EphemeralKeySet);
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            throw new SettingsException($"DataProtection:CertificatePath names a file that DataProtection:CertificatePassword does not open: {e.Message}", e);
        }
    }
}
