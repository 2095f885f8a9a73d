using System.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SmpClinic.Web.Data;

/// <summary>Writes very many rows past the change tracker, each provider in its own fast way. For the load seed alone.</summary>
internal abstract class LoadWriter(ClinicDb db)
{
    protected ClinicDb Db => db;

    public static LoadWriter For(ClinicDb db) => db is SqlServerClinicDb ? new ToSqlServer(db) : new ToSqlite(db);

    public virtual Task OpenAsync(CancellationToken cancellationToken) => db.Database.OpenConnectionAsync(cancellationToken);

    /// <summary>Writes rows and what belongs to them in one transaction.</summary>
    public abstract Task WriteAsync<T, TPart>(List<T> rows, List<TPart> parts, CancellationToken cancellationToken)
        where T : notnull
        where TPart : notnull;

    /// <summary>Writes rows of one kind in one transaction.</summary>
    public abstract Task WriteAsync<T>(List<T> rows, CancellationToken cancellationToken)
        where T : notnull;

    /// <summary>The columns of a type as the model maps them, and how each is filled.</summary>
    private protected (string Table, List<Column> Columns) TableOf<T>()
    {
        var type = db.Model.FindEntityType(typeof(T))!;
        return (type.GetTableName()!, [.. type.GetProperties().Select(property => new Column(property))]);
    }

    private protected sealed class Column(IProperty property)
    {
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName();

        public Type Type { get; } = Nullable.GetUnderlyingType(property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType)
            ?? property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;

        public object ValueOf(object entity)
        {
            var value = property.GetGetter().GetClrValue(entity);
            return (value is null || _convert is null ? value : _convert(value)) ?? DBNull.Value;
        }
    }

    private sealed class ToSqlite(ClinicDb db) : LoadWriter(db)
    {
        public override async Task OpenAsync(CancellationToken cancellationToken)
        {
            await base.OpenAsync(cancellationToken);

            // Indexes are written all over the file; with the usual 2 MB in memory every row would wait for the disk.
            await Db.Database.ExecuteSqlRawAsync("PRAGMA cache_size=-200000; PRAGMA temp_store=MEMORY;", cancellationToken);
        }

        public override async Task WriteAsync<T, TPart>(List<T> rows, List<TPart> parts, CancellationToken cancellationToken)
        {
            var connection = (SqliteConnection)Db.Database.GetDbConnection();
            await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellationToken);
            Insert(connection, transaction, rows);
            Insert(connection, transaction, parts);
            await transaction.CommitAsync(cancellationToken);
        }

        public override async Task WriteAsync<T>(List<T> rows, CancellationToken cancellationToken)
        {
            var connection = (SqliteConnection)Db.Database.GetDbConnection();
            await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellationToken);
            Insert(connection, transaction, rows);
            await transaction.CommitAsync(cancellationToken);
        }

        private void Insert<T>(SqliteConnection connection, SqliteTransaction transaction, List<T> rows)
            where T : notnull
        {
            var (table, columns) = TableOf<T>();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText =
                $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})";
            var parameters = columns.Select((_, i) => command.Parameters.Add(new SqliteParameter { ParameterName = $"$p{i}" })).ToArray();
            foreach (var row in rows)
            {
                for (var i = 0; i < parameters.Length; i++)
                {
                    parameters[i].Value = columns[i].ValueOf(row);
                }

                command.ExecuteNonQuery();
            }
        }
    }

    private sealed class ToSqlServer(ClinicDb db) : LoadWriter(db)
    {
        public override async Task WriteAsync<T, TPart>(List<T> rows, List<TPart> parts, CancellationToken cancellationToken)
        {
            var connection = (SqlConnection)Db.Database.GetDbConnection();
            await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(cancellationToken);
            await CopyAsync(connection, transaction, rows, cancellationToken);
            await CopyAsync(connection, transaction, parts, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        public override async Task WriteAsync<T>(List<T> rows, CancellationToken cancellationToken)
        {
            var connection = (SqlConnection)Db.Database.GetDbConnection();
            await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(cancellationToken);
            await CopyAsync(connection, transaction, rows, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        private async Task CopyAsync<T>(SqlConnection connection, SqlTransaction transaction, List<T> rows, CancellationToken cancellationToken)
            where T : notnull
        {
            var (table, columns) = TableOf<T>();
            using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints, transaction) { DestinationTableName = $"[{table}]", BulkCopyTimeout = 300 };
            using var data = new DataTable();
            data.Locale = System.Globalization.CultureInfo.InvariantCulture;
            foreach (var column in columns)
            {
                data.Columns.Add(column.Name, column.Type);
                copy.ColumnMappings.Add(column.Name, column.Name);
            }

            foreach (var row in rows)
            {
                data.Rows.Add([.. columns.Select(column => column.ValueOf(row))]);
            }

            await copy.WriteToServerAsync(data, cancellationToken);
        }
    }
}
