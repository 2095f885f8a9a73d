using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace SmpClinic.Web.Data;

/// <summary>The one translator of what the two databases complain about.</summary>
public static class DbErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;
    private const int SqlServerDuplicateIndex = 2601;
    private const int SqlServerDuplicateKey = 2627;

    /// <summary>
    /// Whether a primary key or unique index refused a row. Which key it was is settled by looking, not by reading the
    /// message: SQL Server uses either number for either kind.
    /// </summary>
    public static bool IsDuplicateKey(Exception? exception) => Root(exception) switch
    {
        SqliteException e => e.SqliteExtendedErrorCode is SqliteConstraintPrimaryKey or SqliteConstraintUnique,
        SqlException e => e.Number is SqlServerDuplicateIndex or SqlServerDuplicateKey,
        _ => false,
    };

    /// <summary>Whether the database was too busy to take the work; trying again later may succeed.</summary>
    public static bool IsBusy(Exception? exception) => Root(exception) switch
    {
        DatabaseBusyException => true,
        SqliteException e => e.SqliteErrorCode is SqliteBusy or SqliteLocked,
        SqlException e => e.Number is 1205 or 1222 or -2,
        _ => false,
    };

    /// <summary>
    /// Whether the database could not be reached or has no room: nobody's bug, and over when the trouble is. What was sent may
    /// be sent again; whether it had taken effect is settled by its id.
    /// </summary>
    public static bool IsAway(Exception? exception) => Root(exception) switch
    {
        DatabaseAwayException => true,
        SqliteException e => e.SqliteErrorCode is SqliteReadOnly or SqliteIoError or SqliteFull or SqliteCannotOpen,

        // No server, no network, no login to the database, or the connection broke; and a server that moves or is overloaded.
        SqlException e => e.Number is -1 or 2 or 20 or 53 or 64 or 121 or 233 or 258 or 4060 or 10053 or 10054 or 10060 or 10061 or 11001
            or 9002 or 1101 or 1105 or 10928 or 10929 or 40197 or 40501 or 40613 or 49918 or 49919 or 49920,
        _ => false,
    };

    private static Exception? Root(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SqliteException or SqlException or DatabaseBusyException or DatabaseAwayException)
            {
                return e;
            }
        }

        return null;
    }
}
