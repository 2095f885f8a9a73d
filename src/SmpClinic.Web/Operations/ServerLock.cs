using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Operations;

/// <summary>
/// A lock of SQL Server's that one node holds at a time. It belongs to the connection, so the server lets go of it when the
/// node dies, however it dies; and unlike the one EF takes for migrating, waiting for it has an end.
/// </summary>
internal sealed class ServerLock : IAsyncDisposable
{
    private readonly ClinicDb _db;
    private readonly string _name;

    private ServerLock(ClinicDb db, string name) => (_db, _name) = (db, name);

    /// <summary>Takes the lock on the context's connection, which stays open under it; or gives up after a while with null.</summary>
    public static async Task<ServerLock?> TakeAsync(ClinicDb db, string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        var resource = "SmpClinic." + name;
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();

            // Everything later on this connection, EF's own lock among it, waits no longer than this either.
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                 SET LOCK_TIMEOUT {(long)patience.TotalMilliseconds};
                 DECLARE @result int;
                 EXEC @result = sp_getapplock @Resource = @name, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = {(long)patience.TotalMilliseconds};
                 SELECT @result;
                 """);
            command.CommandTimeout = (int)patience.TotalSeconds + 10;
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = ("@name", DbType.String, resource);
            command.Parameters.Add(parameter);

            // 0 and 1 mean that it is ours, below that that it is not.
            if (await command.ExecuteScalarAsync(cancellationToken) is >= 0)
            {
                return new(db, resource);
            }
        }
        catch
        {
            await db.Database.CloseConnectionAsync();
            throw;
        }

        await db.Database.CloseConnectionAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _db.Database.ExecuteSqlAsync($"SET LOCK_TIMEOUT -1; EXEC sp_releaseapplock @Resource = {_name}, @LockOwner = 'Session'");
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or RetryLimitExceededException)
        {
            // Most likely the connection broke, and the lock with it; what failed under the lock must not be hidden by this. Should the
            // connection live, it must not come back from the pool with the lock on it.
            SqlConnection.ClearPool((SqlConnection)_db.Database.GetDbConnection());
        }
        finally
        {
            await _db.Database.CloseConnectionAsync();
        }
    }
}
