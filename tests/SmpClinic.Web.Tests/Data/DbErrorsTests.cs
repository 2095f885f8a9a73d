using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using Xunit;

namespace SmpClinic.Web.Tests;

public sealed class DbErrorsTests
{
    [Theory]
    [InlineData(19, 1555, true, false)]
    [InlineData(19, 2067, true, false)]
    [InlineData(19, 787, false, false)]
    [InlineData(5, 5, false, true)]
    [InlineData(5, 517, false, true)]
    [InlineData(6, 6, false, true)]
    [InlineData(1, 1, false, false)]
    public void What_SQLite_complains_about_is_told_apart(int code, int extended, bool duplicate, bool busy) =>
        Tells(new SqliteException("refused", code, extended), duplicate, busy);

    [Theory]
    [InlineData(2601, true, false)]
    [InlineData(2627, true, false)]
    [InlineData(1205, false, true)]
    [InlineData(1222, false, true)]
    [InlineData(-2, false, true)]
    [InlineData(547, false, false)]
    public void What_SQL_Server_complains_about_is_told_apart(int number, bool duplicate, bool busy) =>
        Tells(Refusal(number), duplicate, busy);

    [Fact]
    public void A_turn_that_did_not_come_is_busy_and_anything_else_is_neither()
    {
        Tells(new DatabaseBusyException(), duplicate: false, busy: true);
        Tells(new InvalidOperationException("a bug"), duplicate: false, busy: false);
        Assert.False(DbErrors.IsDuplicateKey(null));
        Assert.False(DbErrors.IsBusy(null));
    }

    /// <summary>However deep EF Core wraps it.</summary>
    private static void Tells(Exception cause, bool duplicate, bool busy)
    {
        foreach (var exception in new[] { cause, new DbUpdateException("saving", cause), new InvalidOperationException("outer", new DbUpdateException("saving", cause)) })
        {
            Assert.Equal(duplicate, DbErrors.IsDuplicateKey(exception));
            Assert.Equal(busy, DbErrors.IsBusy(exception));
        }
    }

    /// <summary>The driver lets nobody make one, so this goes round its back.</summary>
    private static SqlException Refusal(int number)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        var make = typeof(SqlError).GetConstructors(Hidden).OrderBy(c => c.GetParameters().Length).First(c => c.GetParameters()[0].ParameterType == typeof(int));
        var error = make.Invoke([.. make.GetParameters().Select((p, i) => i == 0 ? number : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : p.ParameterType == typeof(string) ? "x" : null)]);
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [error]);
        var raise = typeof(SqlException).GetMethod("CreateException", Hidden, [typeof(SqlErrorCollection), typeof(string)])!;
        return (SqlException)raise.Invoke(null, [errors, "16.0.0"])!;
    }
}
