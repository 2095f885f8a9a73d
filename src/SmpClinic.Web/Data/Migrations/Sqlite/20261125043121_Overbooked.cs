using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Overbooked : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Overbooked",
                table: "Appointments",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Overbooked",
                table: "Appointments");
        }
    }
}
