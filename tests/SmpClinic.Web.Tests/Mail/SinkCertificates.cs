using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmpClinic.Web.Tests.Mail;

/// <summary>Certificates for the mail server of the tests, made in memory.</summary>
public static class SinkCertificates
{
    /// <summary>Signed by itself, for this machine's names.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var made = RequestFor(key, "localhost").CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        return WithStoredKey(made);
    }

    /// <summary>An authority of the tests' own.</summary>
    public static X509Certificate2 Authority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddYears(-1), now.AddYears(1));
        return WithStoredKey(made);
    }

    /// <summary>Signed by the authority, for one name, good for two days that end so many days from now.</summary>
    /// <param name="revocations">Where its authority's revocation list is to be had.</param>
    public static X509Certificate2 SignedBy(X509Certificate2 authority, string name, int endsInDays, string revocations)
    {
        using var key = RSA.Create(2048);
        var end = TimeProvider.System.GetUtcNow().AddDays(endsInDays);
        var request = RequestFor(key, name);
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([revocations]));
        using var made = request.Create(authority, end.AddDays(-2), end, RandomNumberGenerator.GetBytes(16));
        using var withKey = made.CopyWithPrivateKey(key);
        return WithStoredKey(withKey);
    }

    private static CertificateRequest RequestFor(RSA key, string name)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name is "localhost")
        {
            names.AddIpAddress(System.Net.IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 WithStoredKey(X509Certificate2 made) => X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
}
