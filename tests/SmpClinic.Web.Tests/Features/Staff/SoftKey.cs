using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>A passkey device in the test: it makes one credential and signs with it, as WebAuthn has it (ES256, no attestation). It can be told to lie.</summary>
internal sealed class SoftKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);

    /// <summary>The page it believes to be on.</summary>
    public string Origin { get; init; } = "https://localhost";

    /// <summary>The site it signs for.</summary>
    public string Site { get; init; } = "localhost";

    /// <summary>Whether it says that it checked its owner.</summary>
    public bool Verifies { get; set; } = true;

    private byte[] UserHandle { get; set; } = [];

    public void Dispose() => _key.Dispose();

    /// <summary>Answers a question for a new passkey.</summary>
    public string Create(Page page, string action)
    {
        using var options = Options(page, action);
        UserHandle = Bytes(options.RootElement.GetProperty("user").GetProperty("id").GetString()!);
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Data(0x40), .. new byte[16], 0, (byte)_id.Length, .. _id, .. cose];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer(new { clientDataJSON = Text(Client("webauthn.create", options)), attestationObject = Text(attestation), transports = new[] { "internal" } });
    }

    /// <summary>Answers a question for the passkey that is there.</summary>
    public string Show(Page page, string action)
    {
        using var options = Options(page, action);
        var client = Client("webauthn.get", options);
        var data = Data(0);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new { clientDataJSON = Text(client), authenticatorData = Text(data), signature = Text(signature), userHandle = Text(UserHandle) });
    }

    private static JsonDocument Options(Page page, string action) =>
        JsonDocument.Parse(page.Html.QuerySelector($"form[action='{action}']")!.GetAttribute("data-options")!);

    private byte[] Client(string type, JsonDocument options) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
        new { type, challenge = options.RootElement.GetProperty("challenge").GetString(), origin = Origin, crossOrigin = false }));

    private byte[] Data(byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(count, 0);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Site)), (byte)(flags | 0x01 | (Verifies ? 0x04 : 0)), .. count];
    }

    private string Answer(object response) => JsonSerializer.Serialize(
        new { id = Text(_id), rawId = Text(_id), type = "public-key", clientExtensionResults = new { }, authenticatorAttachment = "platform", response });

    private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
