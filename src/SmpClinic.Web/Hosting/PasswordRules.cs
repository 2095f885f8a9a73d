using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Length is what counts: any characters, no composition rules, nothing cut off. Refused is what guessers try first: well-known
/// passwords, one pattern over and over, and little else than the clinic's, the trade's or the user's own words.
/// </summary>
public sealed class PasswordRules : IPasswordValidator<ClinicUser>
{
    public const int Shortest = 12;
    public const int Longest = 128;

    /// <summary>What has to be left of a password without the words anybody would try here.</summary>
    private const int LeastOfOnesOwn = 6;

    private static readonly FrozenSet<string> Common = ReadCommon();

    private static readonly string[] WordsTriedHere =
    [
        "scalpmicropigmentation", "micropigmentation", "microblading", "smpclinic", "stipple", "stroke", "clinic", "bristol", "marlowe",
        "eyebrows", "eyebrow", "brows", "scalp", "pigment", "tattoo", "password", "welcome", "letmein", "admin", "qwerty",
    ];

    public Task<IdentityResult> ValidateAsync(UserManager<ClinicUser> manager, ClinicUser user, string? password)
    {
        password ??= string.Empty;
        var fault = password.Length > Longest ? new IdentityError { Code = "PasswordTooLong", Description = $"The password may have {Longest} characters at most." }
            : IsEasilyGuessed(password, user) ? new IdentityError { Code = "PasswordTooCommon", Description = "This password is among the first that others would try. Choose one that is yours alone, for example four unrelated words." }
            : null;
        return Task.FromResult(fault is null ? IdentityResult.Success : IdentityResult.Failed(fault));
    }

    private static bool IsEasilyGuessed(string password, ClinicUser user)
    {
        var plain = Plain(password);
        if (Common.Contains(plain) || Common.Contains(plain.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')) || Repeats(password))
        {
            return true;
        }

        var own = (user.Email?.Split('@')[0].Split('.', '-', '_', '+') ?? [])
            .Concat(user.DisplayName.Split(' '))
            .Select(Plain)
            .Where(word => word.Length >= 3);
        var rest = plain;
        var found = false;
        foreach (var word in WordsTriedHere.Concat(own.OrderByDescending(word => word.Length)))
        {
            found |= rest.Contains(word, StringComparison.Ordinal);
            rest = rest.Replace(word, string.Empty, StringComparison.Ordinal);
        }

        return found && rest.Length < LeastOfOnesOwn;
    }

    /// <summary>Whether a stretch of up to four characters fills the whole of it.</summary>
    private static bool Repeats(string password) =>
        Enumerable.Range(1, 4).Any(length => password.Length > length && Enumerable.Range(length, password.Length - length).All(i => password[i] == password[i - length]));

    /// <summary>Lower case, letters and digits only, with the usual disguises taken off.</summary>
    private static string Plain(string text) => string.Concat(text.ToLowerInvariant().Select(c => c switch
    {
        '@' => 'a',
        '$' => 's',
        '!' => 'i',
        _ => c,
    }).Where(char.IsLetterOrDigit));

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
