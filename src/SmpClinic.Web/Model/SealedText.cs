namespace SmpClinic.Web.Model;

/// <summary>
/// Sensitive words as stored: enciphered under the key ring that lies outside the database. Opening it takes a
/// <see cref="Data.Sealer"/>; printing or logging it shows nothing.
/// </summary>
public readonly record struct SealedText(string Ciphertext)
{
    /// <inheritdoc/>
    public override string ToString() => "[sealed]";
}
