using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SmpClinic.Benchmarks.Reference;

/// <summary>
/// The rows that one day's availability of one practitioner is made of, by plain ADO.NET on one pooled connection, and an answer of
/// the same size, with nothing worked out.
/// </summary>
internal sealed class MinimalRead(string database)
{
    private const int CellsPerDay = 288;

    private readonly string _connection = $"Data Source={database}";

    public async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var date = DateOnly.ParseExact(query["from"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var until = DateOnly.ParseExact(query["to"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var sum = 0L;
        using (var connection = new SqliteConnection(_connection))
        {
            connection.Open();
            sum += Read(connection, "SELECT s.*, r.* FROM \"Services\" s JOIN \"ServicePractitioners\" sp ON sp.\"ServicesId\" = s.\"Id\" JOIN \"Resources\" r ON r.\"Id\" = sp.\"PractitionersId\" WHERE s.\"Slug\" = $a AND r.\"Slug\" = $b", query["service"].ToString(), query["practitioner"].ToString());
            var who = Id(connection, query["practitioner"].ToString());
            sum += Read(connection, "SELECT h.*, b.* FROM \"WeeklyHours\" h LEFT JOIN \"WeeklyBreaks\" b ON b.\"WeeklyHoursId\" = h.\"Id\" WHERE h.\"PractitionerId\" = $a", who);
            sum += Read(connection, "SELECT * FROM \"DatedHours\" WHERE \"PractitionerId\" = $a AND \"Date\" >= $b AND \"Date\" <= $c", who, date.AddDays(-1), until);
            sum += Read(connection, "SELECT * FROM \"TimeOff\" WHERE \"PractitionerId\" = $a AND \"End\" > $b AND \"Start\" < $c", who, date.ToDateTime(default), until.AddDays(1).ToDateTime(default));
            sum += Read(connection, "SELECT * FROM \"Closures\" WHERE \"Until\" >= $a AND \"From\" <= $b", date.AddDays(-1), until);
            var first = (date.DayNumber - new DateOnly(1970, 1, 1).DayNumber) * CellsPerDay;
            var end = (until.DayNumber + 1 - new DateOnly(1970, 1, 1).DayNumber) * CellsPerDay;
            sum += Read(connection, "SELECT \"ResourceId\", \"Cell\" FROM \"ClaimedCells\" WHERE \"ResourceId\" = $a AND \"Cell\" >= $b AND \"Cell\" < $c AND (\"HeldUntil\" IS NULL OR \"HeldUntil\" > '2020-01-01')", who, first, end);
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        var size = int.Parse(query["bytes"]!, CultureInfo.InvariantCulture);
        await context.Response.WriteAsync("{\"sum\":" + sum.ToString(CultureInfo.InvariantCulture) + ",\"fill\":\"" + new string('x', Math.Max(0, size - 30)) + "\"}");
    }

    private static long Id(SqliteConnection connection, string slug)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT \"Id\" FROM \"Resources\" WHERE \"Slug\" = $a";
        command.Parameters.AddWithValue("$a", slug);
        return (long)command.ExecuteScalar()!;
    }

    private static long Read(SqliteConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        }

        using var reader = command.ExecuteReader();
        var sum = 0L;
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                sum += reader.IsDBNull(i) ? 0 : reader.GetString(i).Length;
            }
        }

        return sum;
    }
}
