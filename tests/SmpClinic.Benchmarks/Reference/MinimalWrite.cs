using Microsoft.Data.Sqlite;

namespace SmpClinic.Benchmarks.Reference;

/// <summary>
/// The rows that one booking through the site's form has written, inserted again under new keys in one transaction: WAL,
/// synchronous FULL, the writers in one queue, each statement prepared once a transaction. Nothing is read or judged.
/// </summary>
internal sealed class MinimalWrite
{
    private static readonly string[] ByAppointment = ["Consents", "Audit", "Outbox", "Reminders", "AppointmentLinks"];
    private static readonly HashSet<string> Renewed = new(StringComparer.Ordinal) { "Id", "AppointmentId", "OccupationId" };

    private static readonly SemaphoreSlim Turn = new(1, 1);
    private readonly List<Table> _tables = [];
    private readonly string _connection;
    private int _written;

    public MinimalWrite(string database)
    {
        _connection = $"Data Source={database}";
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        Do(connection, "PRAGMA journal_mode=WAL");
        var id = (string)Scalar(connection, "SELECT \"Id\" FROM \"Appointments\" WHERE \"ContactEmail\" LIKE 'bench.%' ORDER BY \"CreatedAt\" DESC LIMIT 1")!;
        _tables.Add(Table.Read(connection, "Appointments", $"\"Id\" = '{id}'"));
        foreach (var table in ByAppointment)
        {
            _tables.Add(Table.Read(connection, table, $"\"AppointmentId\" = '{id}'"));
        }

        _tables.Add(Table.Read(connection, "ClaimedCells", $"\"OccupationId\" = '{id}'"));
        _tables.Add(Table.Read(connection, "IdempotencyKeys", "1=1 ORDER BY \"CreatedAt\" DESC LIMIT 1"));
        _tables.RemoveAll(t => t.Rows.Count == 0);
    }

    public async Task AnswerAsync(HttpContext context)
    {
        await Turn.WaitAsync();
        try
        {
            Write();
        }
        finally
        {
            Turn.Release();
        }

        context.Response.Redirect("/written");
    }

    private void Write()
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        Do(connection, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
        using var transaction = connection.BeginTransaction(deferred: false);
        var appointment = NewId();
        var shift = ++_written * 1_000;
        foreach (var table in _tables)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = table.Insert;
            foreach (var (name, n) in table.Columns.Select((name, n) => (name, n)))
            {
                command.Parameters.AddWithValue("$p" + n, DBNull.Value);
            }

            command.Prepare();
            foreach (var row in table.Rows)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    command.Parameters[i].Value = Fresh(table, i, row[i], appointment, shift);
                }

                command.ExecuteNonQuery();
            }
        }

        using (var count = connection.CreateCommand())
        {
            count.Transaction = transaction;
            count.CommandText = "UPDATE \"RateCounters\" SET \"Count\" = \"Count\" + 1";
            count.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static object Fresh(Table table, int column, object value, string appointment, int shift) => table.Columns[column] switch
    {
        "Id" when table.Name != "Appointments" => NewId(),
        var name when Renewed.Contains(name) => appointment,
        "Reference" => "B" + Guid.NewGuid().ToString("N")[..8],
        "Hash" => Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"),
        "Cell" => (long)value + 10_000_000 + shift,
        _ => value,
    };

    private static string NewId() => Guid.CreateVersion7().ToString().ToUpperInvariant();

    private static void Do(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>The rows of one table that one booking wrote.</summary>
    private sealed record Table(string Name, string[] Columns, List<object[]> Rows)
    {
        public string Insert { get; } =
            $"INSERT INTO \"{Name}\" ({string.Join(", ", Columns.Select(c => '"' + c + '"'))}) VALUES ({string.Join(", ", Columns.Select((_, n) => "$p" + n))})";

        public static Table Read(SqliteConnection connection, string name, string where)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{name}\" WHERE {where}";
            using var reader = command.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
            var rows = new List<object[]>();
            while (reader.Read())
            {
                var row = new object[columns.Length];
                reader.GetValues(row);
                rows.Add(row);
            }

            return new(name, columns, rows);
        }
    }
}
