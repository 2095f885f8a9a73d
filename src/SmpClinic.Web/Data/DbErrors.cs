using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace SmpClinic.Web.Data;

/// <summary>The one translator of what the two databases complain about.</summary>
public static class DbErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
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

    private static Exception? Root(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SqliteException or SqlException or DatabaseBusyException)
            {
                return e;
            }
        }

        return null;
    }
}
