using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Where Identity finds passkeys: in plain columns, not in the JSON of its own table, and without the attestation, which nothing reads
/// again. Only reading is Identity's; passkeys are added and taken away by their desk, together with what history says of it.
/// </summary>
public sealed class StaffStore(ClinicDb db, IdentityErrorDescriber? describer = null) : UserStore<ClinicUser, IdentityRole<Guid>, ClinicDb, Guid>(db, describer)
{
    public override async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(ClinicUser user, CancellationToken cancellationToken) =>
        (await Context.StaffPasskeys.AsNoTracking().Where(p => p.UserId == user.Id).OrderBy(p => p.CreatedAt).ToListAsync(cancellationToken)).ConvertAll(Read);

    public override async Task<ClinicUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        var hash = HashOf(credentialId);
        return await Context.StaffPasskeys.Where(p => p.CredentialHash == hash).Select(p => p.User).SingleOrDefaultAsync(cancellationToken);
    }

    public override async Task<UserPasskeyInfo?> FindPasskeyAsync(ClinicUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var hash = HashOf(credentialId);
        var found = await Context.StaffPasskeys.AsNoTracking().SingleOrDefaultAsync(p => p.CredentialHash == hash && p.UserId == user.Id, cancellationToken);
        return found is null ? null : Read(found);
    }

    public override Task AddOrUpdatePasskeyAsync(ClinicUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A passkey is kept by its desk, together with what history says of it.");

    public override Task RemovePasskeyAsync(ClinicUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A passkey is taken away by its desk, together with what history says of it.");

    /// <summary>By what a credential is found.</summary>
    public static string HashOf(byte[] credentialId) => Secret.Hash(Convert.ToHexString(credentialId));

    private static UserPasskeyInfo Read(StaffPasskey passkey) => new(
        passkey.CredentialId,
        passkey.PublicKey,
        passkey.CreatedAt.ToDateTimeOffset(),
        (uint)passkey.SignCount,
        passkey.Transports.Split(',', StringSplitOptions.RemoveEmptyEntries),
        isUserVerified: true,
        passkey.BackupEligible,
        passkey.BackedUp,
        attestationObject: [],
        clientDataJson: [])
    { Name = passkey.Name };
}
