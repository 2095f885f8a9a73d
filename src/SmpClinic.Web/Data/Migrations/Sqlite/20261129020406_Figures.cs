using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Figures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Source",
                table: "Appointments",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            // What staff booked before this was kept stands in the history.
            migrationBuilder.Sql("UPDATE \"Appointments\" SET \"Source\" = 1 WHERE \"Id\" IN (SELECT \"AppointmentId\" FROM \"Audit\" WHERE \"Action\" = 'appointment.booked' AND \"ActorKind\" = 2)");

            migrationBuilder.CreateTable(
                name: "CalendarFeedLinks",
                columns: table => new
                {
                    PractitionerId = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    CreatedById = table.Column<Guid>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CalendarFeedLinks", x => x.PractitionerId);
                    table.ForeignKey(
                        name: "FK_CalendarFeedLinks_Resources_PractitionerId",
                        column: x => x.PractitionerId,
                        principalTable: "Resources",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "FigureChanges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FigureChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Figures",
                columns: table => new
                {
                    Grain = table.Column<int>(type: "INTEGER", nullable: false),
                    PractitionerId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Key = table.Column<int>(type: "INTEGER", nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Requested = table.Column<int>(type: "INTEGER", nullable: false),
                    Confirmed = table.Column<int>(type: "INTEGER", nullable: false),
                    Came = table.Column<int>(type: "INTEGER", nullable: false),
                    NoShow = table.Column<int>(type: "INTEGER", nullable: false),
                    Cancelled = table.Column<int>(type: "INTEGER", nullable: false),
                    Declined = table.Column<int>(type: "INTEGER", nullable: false),
                    Minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    LeadMinutes = table.Column<long>(type: "INTEGER", nullable: false),
                    LeadWithinDay = table.Column<int>(type: "INTEGER", nullable: false),
                    LeadWithinThreeDays = table.Column<int>(type: "INTEGER", nullable: false),
                    LeadWithinWeek = table.Column<int>(type: "INTEGER", nullable: false),
                    LeadWithinTwoWeeks = table.Column<int>(type: "INTEGER", nullable: false),
                    LeadWithinFourWeeks = table.Column<int>(type: "INTEGER", nullable: false),
                    LeadLonger = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Figures", x => new { x.Grain, x.PractitionerId, x.Kind, x.Key, x.From });
                });

            migrationBuilder.CreateIndex(
                name: "IX_CalendarFeedLinks_Hash",
                table: "CalendarFeedLinks",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_FigureChanges_At",
                table: "FigureChanges",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_Figures_Grain_From",
                table: "Figures",
                columns: new[] { "Grain", "From" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CalendarFeedLinks");

            migrationBuilder.DropTable(
                name: "FigureChanges");

            migrationBuilder.DropTable(
                name: "Figures");

            migrationBuilder.DropColumn(
                name: "Source",
                table: "Appointments");
        }
    }
}
