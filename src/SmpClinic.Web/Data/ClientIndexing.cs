using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>Keeps what clients are found by in step with their contact data, in the same save.</summary>
internal static class ClientIndexing
{
    /// <summary>Follows every client that is about to be saved.</summary>
    public static void Follow(ClinicDb db)
    {
        foreach (var entry in db.ChangeTracker.Entries<Client>().Where(e => e.State is EntityState.Added or EntityState.Modified).ToList())
        {
            var client = entry.Entity;
            var before = entry.State == EntityState.Added ? null : (string?)entry.Property(c => c.SearchText).OriginalValue;
            Describe(client);
            if (client.SearchText == before)
            {
                continue;
            }

            var (old, wanted) = (SearchWords.TermsOf(before), SearchWords.TermsOf(client.SearchText));
            db.ClientTerms.RemoveRange(old.Except(wanted, StringComparer.Ordinal).Select(term => Known(db, client, term) ?? TermOf(client, term)));
            db.ClientTerms.AddRange(wanted.Except(old, StringComparer.Ordinal).Select(term => TermOf(client, term)));
        }
    }

    /// <summary>Fills in what follows from a client's contact data.</summary>
    public static void Describe(Client client)
    {
        client.RootId = client.RootId == Guid.Empty ? client.Id : client.RootId;
        client.NameKey = SearchWords.NameKey(client.Name);
        client.SearchText = SearchWords.TextOf(client.Name, client.EmailNormalised, client.Phone);

        // By chance, not counted: clients are made on several nodes, and a key that two drew is refused and drawn again.
        client.SearchKey ??= BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;
    }

    /// <summary>A term that an earlier save of this context wrote; what the context knows cannot be named to it a second time.</summary>
    private static ClientTerm? Known(ClinicDb db, Client client, string term) => db.ClientTerms.Local.FindEntryUntyped([term, client.SearchKey])?.Entity;

    /// <summary>One of a client's terms.</summary>
    public static ClientTerm TermOf(Client client, string term) => new() { Term = term, ClientKey = client.SearchKey!.Value };
}
