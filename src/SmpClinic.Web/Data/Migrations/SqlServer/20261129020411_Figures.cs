using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.SqlServer
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
                type: "int",
                nullable: false,
                defaultValue: 0);

            // What staff booked before this was kept stands in the history. Within EXEC, because the column is new in the same script.
            migrationBuilder.Sql("EXEC(N'UPDATE [Appointments] SET [Source] = 1 WHERE [Id] IN (SELECT [AppointmentId] FROM [Audit] WHERE [Action] = N''appointment.booked'' AND [ActorKind] = 2)')");

            migrationBuilder.CreateTable(
                name: "CalendarFeedLinks",
                columns: table => new
                {
                    PractitionerId = table.Column<int>(type: "int", nullable: false),
                    Hash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
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
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FigureChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Figures",
                columns: table => new
                {
                    Grain = table.Column<int>(type: "int", nullable: false),
                    PractitionerId = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Key = table.Column<int>(type: "int", nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Requested = table.Column<int>(type: "int", nullable: false),
                    Confirmed = table.Column<int>(type: "int", nullable: false),
                    Came = table.Column<int>(type: "int", nullable: false),
                    NoShow = table.Column<int>(type: "int", nullable: false),
                    Cancelled = table.Column<int>(type: "int", nullable: false),
                    Declined = table.Column<int>(type: "int", nullable: false),
                    Minutes = table.Column<int>(type: "int", nullable: false),
                    LeadMinutes = table.Column<long>(type: "bigint", nullable: false),
                    LeadWithinDay = table.Column<int>(type: "int", nullable: false),
                    LeadWithinThreeDays = table.Column<int>(type: "int", nullable: false),
                    LeadWithinWeek = table.Column<int>(type: "int", nullable: false),
                    LeadWithinTwoWeeks = table.Column<int>(type: "int", nullable: false),
                    LeadWithinFourWeeks = table.Column<int>(type: "int", nullable: false),
                    LeadLonger = table.Column<int>(type: "int", nullable: false)
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
