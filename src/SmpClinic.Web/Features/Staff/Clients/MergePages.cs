using System.Globalization;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>What merging two records sends, as typed.</summary>
public sealed class MergeForm
{
    /// <summary>What a field says where the kept record's value is to stand.</summary>
    public const string Kept = "kept";

    /// <summary>What a field says where the other record's value is to stand.</summary>
    public const string Gone = "gone";

    public string? KeptVersion { get; set; }

    public string? GoneVersion { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    /// <summary>A form for two records as they stand, in which the kept one's values are chosen.</summary>
    public static MergeForm Of(Client kept, Client gone) => new()
    {
        KeptVersion = kept.Version.ToString(CultureInfo.InvariantCulture),
        GoneVersion = gone.Version.ToString(CultureInfo.InvariantCulture),
        Name = Kept,
        Email = Kept,
        Phone = Kept,
    };

    /// <summary>Reads which versions of the two its page showed, or says what is wrong.</summary>
    public (long Kept, long Gone)? TryRead(FormErrors errors)
    {
        var (kept, gone) = (FormVersion.TryRead(KeptVersion, errors), FormVersion.TryRead(GoneVersion, errors));
        foreach (var (field, value) in new[] { (nameof(Name), Name), (nameof(Email), Email), (nameof(Phone), Phone) })
        {
            errors.Require(value is Kept or Gone, field, "Choose which of the two is to stand.");
        }

        return errors.Any ? null : (kept!.Value, gone!.Value);
    }

    /// <summary>The contact data chosen, once read.</summary>
    public Contact Choose(Client kept, Client gone)
    {
        var email = Email == Gone ? gone : kept;
        return new((Name == Gone ? gone : kept).Name, email.Email, email.EmailNormalised, (Phone == Gone ? gone : kept).Phone);
    }
}

/// <summary>What undoing a merge sends.</summary>
public sealed class UnmergeForm
{
    public string? KeptVersion { get; set; }

    public string? GoneVersion { get; set; }

    /// <summary>Reads which versions of the two its page showed, or says what is wrong.</summary>
    public (long Kept, long Gone)? TryRead(FormErrors errors)
    {
        var (kept, gone) = (FormVersion.TryRead(KeptVersion, errors), FormVersion.TryRead(GoneVersion, errors));
        return errors.Any ? null : (kept!.Value, gone!.Value);
    }
}

/// <summary>How much hangs on a record.</summary>
public sealed record Belongings(int Visits, int Notes, int Alerts, int Messages);

/// <summary>The page on which somebody's duplicate is chosen.</summary>
/// <param name="Client">Whose.</param>
/// <param name="Likely">Records that may be the same person's.</param>
/// <param name="Words">What was looked for, as typed.</param>
/// <param name="Found">Others found; null where nothing was looked for.</param>
/// <param name="Errors">What is wrong with the words.</param>
public sealed record ChooseDuplicatePage(Client Client, IReadOnlyList<LikelySame> Likely, string? Words, FoundClients? Found, FormErrors Errors);

/// <summary>Two records side by side, before they are merged.</summary>
/// <param name="Kept">The one that stays.</param>
/// <param name="Gone">The one that will lead to it.</param>
/// <param name="KeptHas">What hangs on the first.</param>
/// <param name="GoneHas">What hangs on the second.</param>
/// <param name="Form">What is chosen.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Changed">Somebody changed one of the two while they were looked at.</param>
public sealed record MergePage(Client Kept, Client Gone, Belongings KeptHas, Belongings GoneHas, MergeForm Form, FormErrors Errors, bool Changed);

/// <summary>What becomes of one field of the kept record when a merge is undone.</summary>
/// <param name="Called">What the field is called.</param>
/// <param name="Now">How it stands.</param>
/// <param name="Then">How it will stand.</param>
/// <param name="ChangedSince">Somebody changed it after the merge, so that it stays.</param>
public sealed record FieldBack(string Called, string Now, string Then, bool ChangedSince);

/// <summary>What undoing a merge would do.</summary>
/// <param name="Merge">The merge, with both records.</param>
/// <param name="Goes">What goes back to the record that was merged.</param>
/// <param name="Stays">What stays with the kept one.</param>
/// <param name="Since">How much of that was added after the merge.</param>
/// <param name="Fields">The contact fields that the merge changed.</param>
/// <param name="First">A later merge that has to be undone before; null where there is none.</param>
/// <param name="MayBe">Whether it stands and is young enough.</param>
/// <param name="Changed">Somebody changed one of the two while they were looked at.</param>
public sealed record UnmergePage(ClientMerge Merge, Belongings Goes, Belongings Stays, Belongings Since, IReadOnlyList<FieldBack> Fields, ClientMerge? First, bool MayBe, bool Changed)
{
    /// <summary>Fields that were changed after the merge and stay as they are.</summary>
    public IEnumerable<FieldBack> Conflicts => Fields.Where(f => f.ChangedSince);
}

/// <summary>Records that share an address or a number, and the merges of late.</summary>
/// <param name="Groups">Each with what they share.</param>
/// <param name="More">There are others, which are not shown.</param>
/// <param name="Merges">The merges that can still be undone, the newest first.</param>
/// <param name="Now">When it was read.</param>
public sealed record DuplicatesPage(IReadOnlyList<DuplicateGroup> Groups, bool More, IReadOnlyList<ClientMerge> Merges, Instant Now);

/// <summary>Records that share something.</summary>
public sealed record DuplicateGroup(string Shared, IReadOnlyList<ClientRow> Rows);
